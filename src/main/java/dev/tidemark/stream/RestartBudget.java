package dev.tidemark.stream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * How often dead stream threads are replaced: a failure that comes back again and again is
 * permanent, and replacing threads for ever would hide it.
 *
 * <p>Threading notes: all stream threads ask; synchronized.
 */
public final class RestartBudget {

  private final int restarts;
  private final Duration window;
  private final LongSupplier clock;
  private final Deque<Long> spent = new ArrayDeque<>();

  /**
   * A budget.
   *
   * @param restarts allowed within any {@code window}
   */
  public RestartBudget(int restarts, Duration window) {
    this(restarts, window, System::nanoTime);
  }

  RestartBudget(int restarts, Duration window, LongSupplier clock) {
    if (restarts < 0) {
      throw new IllegalArgumentException("the number of restarts is negative: " + restarts);
    }
    this.restarts = restarts;
    this.window = window;
    this.clock = clock;
  }

  /** Five restarts in five minutes for each stream thread: one dead device kills them all. */
  public static RestartBudget forThreads(int threads) {
    return new RestartBudget(5 * threads, Duration.ofMinutes(5));
  }

  /** Takes a restart from the budget, if one is left. */
  synchronized boolean trySpend() {
    long now = clock.getAsLong();
    while (!spent.isEmpty() && now - spent.getFirst() >= window.toNanos()) {
      spent.removeFirst();
    }
    if (spent.size() >= restarts) {
      return false;
    }
    spent.addLast(now);
    return true;
  }

  @Override
  public String toString() {
    return restarts + " restarts in " + window;
  }
}
