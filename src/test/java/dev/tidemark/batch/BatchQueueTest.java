package dev.tidemark.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests are named by a number; time is whatever the test says it is. */
class BatchQueueTest {

  private static final long LINGER = Duration.ofMillis(5).toNanos();
  private static final BatchLimits LIMITS = new BatchLimits(100, 8, 4, Duration.ofNanos(LINGER));

  private final BatchQueue<Integer> queue = new BatchQueue<>(LIMITS);

  @Test
  void anEmptyQueueIsNeverDue() {
    assertThat(queue.poll(0)).isEmpty();
    assertThat(queue.nextDue(0)).isEmpty();
  }

  @Test
  void aLoneRequestLingersAndThenLeaves() {
    queue.offer(1, 10, 1_000);

    assertThat(queue.nextDue(1_000)).hasValue(1_000 + LINGER);
    assertThat(queue.poll(1_000 + LINGER - 1)).isEmpty();
    assertThat(queue.poll(1_000 + LINGER)).containsExactly(1);
    assertThat(queue.size()).isZero();
  }

  @Test
  void timeMayBeNegativeAndWrapAround() {
    long start = Long.MAX_VALUE - 10; // System.nanoTime() promises no origin
    queue.offer(1, 10, start);

    assertThat(queue.poll(start + LINGER - 1)).isEmpty();
    assertThat(queue.poll(start + LINGER)).containsExactly(1);
  }

  @Test
  @DisplayName("a full batch leaves at once, not at the next arrival: by tokens")
  void fullByTokens() {
    for (int i = 0; i < 5; i++) {
      queue.offer(i, 20, 0);
    }
    assertThat(queue.nextDue(0)).hasValue(0);
    assertThat(queue.poll(0)).containsExactly(0, 1, 2, 3, 4);
  }

  @Test
  @DisplayName("a full batch leaves at once, not at the next arrival: by requests")
  void fullByRequests() {
    for (int i = 0; i < 8; i++) {
      assertThat(queue.poll(0)).isEmpty();
      queue.offer(i, 1, 0);
    }
    assertThat(queue.poll(0)).hasSize(8);
  }

  @Test
  void budgetIsOfPaddedTokens() {
    BatchQueue<Integer> queue =
        new BatchQueue<>(new BatchLimits(100, 8, 100, Duration.ofNanos(LINGER)));
    queue.offer(1, 10, 0);
    queue.offer(2, 50, 0); // 2 × 50 fits exactly
    assertThat(queue.poll(0)).containsExactly(1, 2);

    queue.offer(1, 10, 0);
    queue.offer(2, 51, 0); // 61 tokens, but 102 padded ones
    assertThat(queue.poll(0)).containsExactly(1);
    assertThat(queue.poll(0)).as("nothing fits beside 51 any more").containsExactly(2);
  }

  @Test
  void theClosestInLengthKeepTheOldestCompany() {
    queue.offer(1, 20, 0);
    queue.offer(2, 1, 0);
    queue.offer(3, 33, 0);
    queue.offer(4, 21, 0);
    queue.offer(5, 18, 0);
    queue.offer(6, 20, 0);

    assertThat(queue.poll(0)).containsExactly(1, 6, 4); // of 20 and 21
  }

  /** Another batch costs as much as 4 tokens; one of 30 would pad those of 27 by 6. */
  @Test
  void whoeverPadsTooMuchWaitsForABatchOfItsKind() {
    queue.offer(1, 27, 0);
    queue.offer(2, 27, 0);
    queue.offer(3, 30, 0);

    assertThat(queue.poll(0)).containsExactly(1, 2);
    assertThat(queue.poll(0)).isEmpty();
    assertThat(queue.poll(LINGER)).containsExactly(3);
  }

  @Test
  void ofEqualLengthTheOldestGoFirst() {
    for (int i = 0; i < 7; i++) {
      queue.offer(i, 30, i);
    }
    assertThat(queue.poll(10)).containsExactly(0, 1, 2);
    assertThat(queue.poll(10)).containsExactly(3, 4, 5);
    assertThat(queue.poll(10)).isEmpty();
  }

  @Test
  void aRequestBeyondTheBudgetRunsAloneAndBlocksNobody() {
    queue.offer(1, 5_000, 0);
    queue.offer(2, 10, 0);

    assertThat(queue.poll(0)).containsExactly(1);
    assertThat(queue.poll(0)).isEmpty();
    assertThat(queue.poll(LINGER)).containsExactly(2);
  }

  @Test
  void anOversizeRequestBehindShorterOnesWaitsItsTurn() {
    queue.offer(2, 10, 0);
    queue.offer(1, Integer.MAX_VALUE, 0);

    assertThat(queue.poll(0)).containsExactly(2);
    assertThat(queue.poll(0)).containsExactly(1);
  }

  @Test
  void hurryMakesDueWhatWasThereAndNothingLater() {
    queue.offer(1, 10, 0);
    queue.offer(2, 80, 0);
    queue.offer(3, 10, 0);
    queue.hurry();

    assertThat(queue.nextDue(0)).hasValue(0);
    assertThat(queue.poll(0)).containsExactly(2);
    assertThat(queue.poll(0)).containsExactly(1, 3);
    queue.offer(4, 10, 0);
    assertThat(queue.poll(0)).isEmpty();
    assertThat(queue.nextDue(0)).hasValue(LINGER);
  }

  /** What is left to the last batches of a commit is of like length. */
  @Test
  void whenAllMustLeaveTheyLeaveFromTheLongestDown() {
    for (int tokens : new int[] {10, 44, 12, 90, 11, 45}) {
      queue.offer(tokens, tokens, 0);
    }
    queue.hurry();

    assertThat(queue.poll(0)).containsExactly(90);
    assertThat(queue.poll(0)).containsExactly(45, 44);
    assertThat(queue.poll(0)).containsExactly(12, 11, 10);
    assertThat(queue.tokens()).isZero();
  }

  @Test
  void hurryOnAnEmptyQueueDoesNotHurryTheNextRequest() {
    queue.hurry();
    queue.offer(1, 10, 0);
    assertThat(queue.poll(0)).isEmpty();
  }

  @Test
  void zeroLingerNeverWaits() {
    BatchQueue<Integer> impatient = new BatchQueue<>(new BatchLimits(100, 8, Duration.ZERO));
    impatient.offer(1, 10, 7);
    assertThat(impatient.poll(7)).containsExactly(1);
  }

  @Test
  void drainGivesAllInOrderOfArrivalAndLeavesNothing() {
    queue.offer(1, 60, 0);
    queue.offer(2, 10, 0);
    queue.offer(3, 60, 0);
    assertThat(queue.poll(0)).containsExactly(1);

    assertThat(queue.drain()).containsExactly(2, 3);
    assertThat(queue.size()).isZero();
    assertThat(queue.poll(LINGER * 9)).isEmpty();
  }

  @Test
  void refusesWhatCannotBe() {
    assertThatThrownBy(() -> queue.offer(1, 0, 0)).hasMessageContaining("0 tokens");
    assertThatThrownBy(() -> new BatchLimits(0, 1, Duration.ZERO))
        .hasMessageContaining("maxTokens");
    assertThatThrownBy(() -> new BatchLimits(1, 0, Duration.ZERO))
        .hasMessageContaining("maxRequests");
    assertThatThrownBy(() -> new BatchLimits(1, 1, Duration.ofNanos(-1)))
        .hasMessageContaining("linger");
    assertThatThrownBy(() -> new BatchLimits(1, 1, Duration.ofDays(1)))
        .hasMessageContaining("linger");
  }

  /**
   * Any sequence of arrivals, ticks and hurries, against a queue so simple that it must be right.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void behavesAsAPlainListWould(long seed) {
    System.out.println("BatchQueueTest seed " + seed);
    Random random = new Random(seed);
    BatchLimits limits =
        new BatchLimits(
            1 + random.nextInt(200),
            1 + random.nextInt(10),
            random.nextInt(40),
            Duration.ofNanos(random.nextInt(50)));
    BatchQueue<Entry> real = new BatchQueue<>(limits);
    PlainQueue plain = new PlainQueue(limits);
    long now = random.nextLong();
    for (int step = 0; step < 5_000; step++) {
      switch (random.nextInt(5)) {
        case 0, 1 -> {
          Entry entry =
              new Entry(step, 1 + random.nextInt(random.nextInt(10) == 0 ? 300 : 40), now);
          real.offer(entry, entry.tokens(), now);
          plain.pending.add(entry);
        }
        case 2 -> now += random.nextInt(30);
        case 3 -> {
          if (random.nextInt(10) == 0) {
            real.hurry();
            plain.hurried = plain.pending.size();
          }
        }
        default -> {}
      }
      boolean due = plain.isDue(now);
      assertThat(real.nextDue(now).isPresent() && real.nextDue(now).getAsLong() - now <= 0)
          .as("due at step %d", step)
          .isEqualTo(due);
      if (due) {
        assertThat(real.mightBeFull() || !plain.isFull()).isTrue();
      }
      List<Entry> batch = real.poll(now);
      assertThat(batch.isEmpty()).as("step %d", step).isEqualTo(!due);
      if (due) {
        plain.check(batch);
      }
      assertThat(real.size()).isEqualTo(plain.pending.size());
    }
  }

  private record Entry(int id, int tokens, long arrived) {}

  private static final class PlainQueue {
    final BatchLimits limits;
    final List<Entry> pending = new ArrayList<>();
    int hurried;

    PlainQueue(BatchLimits limits) {
      this.limits = limits;
    }

    boolean isDue(long now) {
      return !pending.isEmpty()
          && (hurried > 0
              || now - pending.get(0).arrived() >= limits.linger().toNanos()
              || isFull());
    }

    boolean isFull() {
      List<Integer> lengths = closest();
      int longest = lengths.stream().max(Comparator.naturalOrder()).orElse(0);
      return lengths.size() < pending.size()
          || lengths.size() == limits.maxRequests()
          || (long) (lengths.size() + 1) * longest > limits.maxTokens();
    }

    /** Lengths of the batch: the oldest, then always the closest that still fits. */
    List<Integer> closest() {
      int oldest = pending.get(0).tokens();
      List<Integer> batch = new ArrayList<>(List.of(oldest));
      List<Integer> others =
          new ArrayList<>(pending.subList(1, pending.size()).stream().map(Entry::tokens).toList());
      // On a tie the longer one goes first, as in the queue: only lengths are compared here.
      others.sort(
          Comparator.<Integer>comparingInt(length -> Math.abs(length - oldest))
              .thenComparing(Comparator.reverseOrder()));
      int longest = oldest;
      for (int length : others) {
        int padded = Math.max(longest, length);
        if (batch.size() < limits.maxRequests()
            && (long) padded * (batch.size() + 1) <= limits.maxTokens()) {
          batch.add(length);
          longest = padded;
          if (padsTooMuch(batch)) {
            batch.remove(batch.size() - 1);
            return batch;
          }
        }
      }
      return batch;
    }

    /** More than another batch costs, and more than a twentieth. */
    private boolean padsTooMuch(List<Integer> batch) {
      long padded = (long) Collections.max(batch) * batch.size();
      long padding = padded - batch.stream().mapToLong(Integer::longValue).sum();
      return padding > limits.overheadTokens() && 20 * padding > padded;
    }

    /** Lengths of the batch when all have to leave: from the longest down. */
    List<Integer> longest() {
      List<Integer> lengths =
          pending.stream().map(Entry::tokens).sorted(Comparator.reverseOrder()).toList();
      int count = 1;
      while (count < Math.min(lengths.size(), limits.maxRequests())
          && (long) lengths.get(0) * (count + 1) <= limits.maxTokens()
          && !padsTooMuch(lengths.subList(0, count + 1))) {
        count++;
      }
      return lengths.subList(0, count);
    }

    void check(List<Entry> batch) {
      int longest = batch.stream().mapToInt(Entry::tokens).max().orElseThrow();
      if (hurried < pending.size()) {
        assertThat(batch.get(0)).as("the oldest is in").isEqualTo(pending.get(0));
      }
      assertThat(batch).doesNotHaveDuplicates().isSubsetOf(pending);
      if (batch.size() > 1) {
        assertThat((long) longest * batch.size()).isLessThanOrEqualTo(limits.maxTokens());
        assertThat(batch.size()).isLessThanOrEqualTo(limits.maxRequests());
      }
      assertThat(batch.stream().map(Entry::tokens))
          .containsExactlyElementsOf(hurried < pending.size() ? closest() : longest());
      hurried -= (int) pending.subList(0, hurried).stream().filter(batch::contains).count();
      pending.removeAll(batch);
    }
  }
}
