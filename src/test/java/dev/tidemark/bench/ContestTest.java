package dev.tidemark.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Turns, callers and failures. */
class ContestTest {

  private static final Duration ONCE = Duration.ofNanos(1);
  private static final Duration AMPLE = Duration.ofHours(1);

  @Test
  void everybodyRunsInEachRoundByTurns() throws InterruptedException {
    List<String> entered = Collections.synchronizedList(new ArrayList<>());
    List<Contestant> both =
        List.of(
            new Contestant("a", new Arrangement(1, 2), noting(entered, "a")),
            new Contestant("b", new Arrangement(2, 1), noting(entered, "b")));
    List<String> progress = new ArrayList<>();

    List<Speed> speeds = new Contest(both, 3, ONCE, AMPLE).run(() -> progress.add("stretch"));

    assertThat(entered).containsExactly("a", "b", "b", "a", "b", "b", "a", "b", "b");
    assertThat(progress).hasSize(6);
    assertThat(speeds).hasSize(2).allSatisfy(s -> assertThat(s.median()).isPositive());
  }

  @Test
  void callersAreThreadsOfTheirOwn() throws InterruptedException {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    Work work =
        () -> {
          threads.add(Thread.currentThread());
          return 1;
        };
    new Contest(List.of(new Contestant("w", new Arrangement(3, 1), work)), 1, ONCE, AMPLE)
        .run(() -> {});
    assertThat(threads).hasSize(3).doesNotContain(Thread.currentThread());
  }

  @Test
  void whereEachRoundTakesTooLongThereAreFewer() throws InterruptedException {
    List<Contestant> one =
        List.of(new Contestant("slow", new Arrangement(1, 1), ContestTest::tenMilliseconds));
    List<Speed> speeds = new Contest(one, 50, ONCE, Duration.ofMillis(1)).run(() -> {});
    assertThat(speeds).singleElement().extracting(Speed::rounds).isEqualTo(1);
  }

  private static double tenMilliseconds() {
    long start = System.nanoTime();
    while (System.nanoTime() - start < 10_000_000) {
      Thread.onSpinWait();
    }
    return 1;
  }

  @Test
  void oneCallerThatFailsEndsItWithItsReason() {
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    Work work =
        () -> {
          if (threads.add(Thread.currentThread()) && threads.size() == 2) {
            throw new IllegalStateException("no memory");
          }
          return 1;
        };
    Contest contest =
        new Contest(List.of(new Contestant("w", new Arrangement(2, 1), work)), 1, ONCE, AMPLE);
    assertThatThrownBy(() -> contest.run(() -> {}))
        .hasMessageContainingAll("w failed", "no memory");
  }

  @Test
  void theMedianIsTheMiddle() {
    assertThat(Speed.of(new double[] {3, 1, 100})).isEqualTo(new Speed(3, 100, 3));
    assertThat(Speed.of(new double[] {3, 1, 100, 5})).isEqualTo(new Speed(4, 100, 4));
  }

  private static Work noting(List<String> entered, String name) {
    return new Work() {
      @Override
      public void enter() {
        entered.add(name);
      }

      @Override
      public double once() {
        return 1;
      }
    };
  }
}
