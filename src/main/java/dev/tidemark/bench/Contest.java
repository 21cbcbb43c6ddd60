package dev.tidemark.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Measures contestants by turns, several rounds of a short stretch each. What else the machine does
 * meanwhile then slows everybody alike, so that ratios hold where absolute speeds do not.
 */
public final class Contest {

  private final List<Contestant> contestants;
  private final int rounds;
  private final Duration stretch;
  private final Duration limit;

  /**
   * @param rounds at most; at least one
   * @param stretch how long each contestant is timed in each round, which is once at least
   * @param limit of all rounds together: where a busy machine takes longer, rounds are left out
   */
  public Contest(List<Contestant> contestants, int rounds, Duration stretch, Duration limit) {
    this.contestants = List.copyOf(contestants);
    this.rounds = rounds;
    this.stretch = stretch;
    this.limit = limit;
  }

  /**
   * Runs all rounds.
   *
   * @param progress called after each stretch
   * @return speeds in the order of the contestants
   */
  public List<Speed> run(Runnable progress) throws InterruptedException {
    int most = contestants.stream().mapToInt(c -> c.arrangement().callers()).max().orElse(1);
    double[][] speeds = new double[contestants.size()][rounds];
    int done = 0;
    ExecutorService callers = Executors.newFixedThreadPool(most);
    try {
      long start = System.nanoTime();
      while (done < rounds && another(done, System.nanoTime() - start)) {
        for (int c = 0; c < contestants.size(); c++) {
          speeds[c][done] = speed(contestants.get(c), callers);
          progress.run();
        }
        done++;
      }
    } finally {
      callers.shutdownNow();
    }
    List<Speed> result = new ArrayList<>();
    for (double[] ofOne : speeds) {
      result.add(Speed.of(Arrays.copyOf(ofOne, done)));
    }
    return result;
  }

  /** Whether there is time for another round as long as those before. */
  private boolean another(int done, long elapsed) {
    return done == 0 || elapsed + elapsed / done <= limit.toNanos();
  }

  private double speed(Contestant contestant, ExecutorService threads) throws InterruptedException {
    int callers = contestant.arrangement().callers();
    CountDownLatch warm = new CountDownLatch(callers);
    AtomicInteger timed = new AtomicInteger(callers);
    Callable<Double> caller = () -> speedOfCaller(contestant.work(), warm, timed);
    double sum = 0;
    for (Future<Double> one : threads.invokeAll(Collections.nCopies(callers, caller))) {
      try {
        sum += one.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException(contestant.name() + " failed: " + e.getCause(), e);
      }
    }
    return sum;
  }

  private double speedOfCaller(Work work, CountDownLatch warm, AtomicInteger timed)
      throws InterruptedException {
    double done = 0;
    double seconds;
    try {
      // 1. Once untimed: caches and thread pools were the former contestant's.
      try {
        work.enter();
        work.once();
      } finally {
        warm.countDown();
      }
      warm.await();
      // 2. Timed.
      long start = System.nanoTime();
      long elapsed;
      do {
        done += work.once();
        elapsed = System.nanoTime() - start;
      } while (elapsed < stretch.toNanos());
      seconds = elapsed / 1e9;
    } finally {
      timed.decrementAndGet();
    }
    // 3. On until all are done: nobody's last batch is to have the machine to itself.
    while (timed.get() > 0) {
      work.once();
    }
    return done / seconds;
  }
}
