package dev.tidemark.stream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How often dead stream threads are replaced, and after which wait: a failure that comes back again
 * and again is permanent, and replacing threads for ever would hide it.
 *
 * <p>Threading notes: all stream threads ask; synchronized.
 */
public final class RestartBudget {

  private static final int PER_THREAD = 5;
  private static final Duration WINDOW = Duration.ofMinutes(5);

  /**
   * Longer waits would leave no time in the window of {@link #forThreads} for all its restarts, and
   * a permanent failure would never use them up.
   */
  public static final Duration LONGEST_BACK_OFF = WINDOW.dividedBy(PER_THREAD + 1);

  private final int restarts;
  private final Duration window;
  private final int threads;
  private final RestartBackOff backOff;
  private final LongSupplier clock;
  private final Deque<Long> spent = new ArrayDeque<>();

  /**
   * A budget of restarts that come at once.
   *
   * @param restarts allowed within any {@code window}
   */
  public RestartBudget(int restarts, Duration window) {
    this(restarts, window, 1, RestartBackOff.NONE, System::nanoTime);
  }

  /**
   * A budget.
   *
   * @param threads that one failure may kill together: they wait equally long
   * @param clock in nanoseconds; may wrap around
   */
  RestartBudget(
      int restarts, Duration window, int threads, RestartBackOff backOff, LongSupplier clock) {
    if (restarts < 0) {
      throw new IllegalArgumentException("the number of restarts is negative: " + restarts);
    }
    this.restarts = restarts;
    this.window = window;
    this.threads = threads;
    this.backOff = backOff;
    this.clock = clock;
  }

  /** Five restarts in five minutes for each stream thread: one dead device kills them all. */
  public static RestartBudget forThreads(int threads, RestartBackOff backOff) {
    if (backOff.longest().compareTo(LONGEST_BACK_OFF) > 0) {
      throw new IllegalArgumentException(
          "a back-off of %s is too long, at most %s"
              .formatted(backOff.longest(), LONGEST_BACK_OFF));
    }
    return new RestartBudget(PER_THREAD * threads, WINDOW, threads, backOff, System::nanoTime);
  }

  /** Takes a restart from the budget, if one is left; tells how long to wait before it. */
  synchronized Optional<Duration> trySpend() {
    long now = clock.getAsLong();
    while (!spent.isEmpty() && now - spent.getFirst() >= window.toNanos()) {
      spent.removeFirst();
    }
    if (spent.size() >= restarts) {
      return Optional.empty();
    }
    Duration wait = backOff.after(spent.size() / threads);
    spent.addLast(now);
    return Optional.of(wait);
  }

  @Override
  public String toString() {
    return restarts + " restarts in " + window;
  }
}
