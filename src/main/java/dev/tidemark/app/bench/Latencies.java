package dev.tidemark.app.bench;

import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Every latency of a trial, in milliseconds.
 *
 * <p>Threading notes: any thread.
 */
final class Latencies {

  private final ReentrantLock lock = new ReentrantLock();
  private double[] values = new double[1024];
  private int count;

  void add(double millis) {
    lock.lock();
    try {
      if (count == values.length) {
        values = Arrays.copyOf(values, 2 * count);
      }
      values[count++] = millis;
    } finally {
      lock.unlock();
    }
  }

  /** The value that so many of all are at most; NaN where there are none. */
  double quantile(double share) {
    lock.lock();
    try {
      if (count == 0) {
        return Double.NaN;
      }
      double[] sorted = Arrays.copyOf(values, count);
      Arrays.sort(sorted);
      return sorted[Math.min(count - 1, (int) Math.ceil(share * count) - 1)];
    } finally {
      lock.unlock();
    }
  }
}
