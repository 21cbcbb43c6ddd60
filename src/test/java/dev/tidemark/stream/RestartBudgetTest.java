package dev.tidemark.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How often dead threads are replaced, and after which waits. */
class RestartBudgetTest {

  private static final Duration WINDOW = Duration.ofMinutes(5);

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // nanoTime may wrap around

  @Test
  void restartsAreCountedWithinTheWindow() {
    RestartBudget budget =
        new RestartBudget(2, Duration.ofNanos(10), 1, RestartBackOff.NONE, now::get);

    assertThat(budget.trySpend()).hasValue(Duration.ZERO);
    now.addAndGet(6);
    assertThat(budget.trySpend()).hasValue(Duration.ZERO);
    assertThat(budget.trySpend()).isEmpty();
    now.addAndGet(4);
    assertThat(budget.trySpend()).as("the first is forgotten").hasValue(Duration.ZERO);
    assertThat(budget.trySpend()).isEmpty();
  }

  @Test
  void eachWaitIsTwiceTheLastUpToTheLongest() {
    RestartBudget budget = new RestartBudget(6, WINDOW, 1, seconds(1, 10), now::get);

    assertThat(IntStream.range(0, 6).mapToObj(i -> budget.trySpend().orElseThrow().toSeconds()))
        .containsExactly(1L, 2L, 4L, 8L, 10L, 10L);
    assertThat(budget.trySpend()).isEmpty();
  }

  @Test
  void whatKeptQuietForLongEnoughStartsAgainWithTheFirstWait() {
    RestartBudget budget = new RestartBudget(5, WINDOW, 1, seconds(1, 10), now::get);
    assertThat(budget.trySpend()).hasValue(Duration.ofSeconds(1));
    now.addAndGet(Duration.ofMinutes(1).toNanos());
    assertThat(budget.trySpend()).hasValue(Duration.ofSeconds(2));

    now.addAndGet(WINDOW.toNanos());
    assertThat(budget.trySpend()).hasValue(Duration.ofSeconds(1));
  }

  /** One dead device kills all threads: that is one failure, not eight in a row. */
  @Test
  void threadsThatDieTogetherWaitEquallyLong() {
    RestartBudget budget = new RestartBudget(15, WINDOW, 3, seconds(1, 10), now::get);

    assertThat(IntStream.range(0, 9).mapToObj(i -> budget.trySpend().orElseThrow().toSeconds()))
        .containsExactly(1L, 1L, 1L, 2L, 2L, 2L, 4L, 4L, 4L);
  }

  @Test
  void waitsNeitherOverflowNorExceedAnOddLimit() {
    assertThat(seconds(3, 7).after(1)).isEqualTo(Duration.ofSeconds(6));
    assertThat(seconds(3, 7).after(2)).isEqualTo(Duration.ofSeconds(7));
    assertThat(seconds(7, 7).after(1)).isEqualTo(Duration.ofSeconds(7));
    assertThat(seconds(1, Long.MAX_VALUE).after(Integer.MAX_VALUE))
        .isEqualTo(Duration.ofSeconds(Long.MAX_VALUE));
    assertThat(RestartBackOff.NONE.after(Integer.MAX_VALUE)).isEqualTo(Duration.ZERO);
  }

  @Test
  void waitsThatCannotWorkAreRefused() {
    assertThatThrownBy(() -> seconds(2, 1)).hasMessageContaining("the first wait, PT2S");
    assertThatThrownBy(() -> seconds(-1, 1)).hasMessageContaining("the first wait, PT-1S");
    assertThatThrownBy(() -> RestartBudget.forThreads(1, seconds(1, 51)))
        .hasMessageContaining("PT51S is too long, at most PT50S");
  }

  /** Or a permanent failure would be retried for ever. */
  @Test
  void theLongestWaitsAllowedUseUpTheBudget() {
    RestartBackOff slowest =
        new RestartBackOff(RestartBudget.LONGEST_BACK_OFF, RestartBudget.LONGEST_BACK_OFF);
    RestartBudget budget = new RestartBudget(5, WINDOW, 1, slowest, now::get);
    for (int restart = 0; restart < 5; restart++) {
      now.addAndGet(budget.trySpend().orElseThrow().plusSeconds(5).toNanos());
    }
    assertThat(budget.trySpend()).isEmpty();
  }

  private static RestartBackOff seconds(long first, long longest) {
    return new RestartBackOff(Duration.ofSeconds(first), Duration.ofSeconds(longest));
  }
}
