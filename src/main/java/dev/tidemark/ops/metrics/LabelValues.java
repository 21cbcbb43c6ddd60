package dev.tidemark.ops.metrics;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The series of one label whose values come from outside, bounded: each series costs Prometheus
 * memory for as long as it keeps data, and what models and people can name is without end.
 *
 * <p>Invariant: never more than {@code most} series, and the one called {@value #OTHER} besides.
 *
 * <p>Threading notes: any thread; a known value takes no lock.
 *
 * @param <M> the meter of one series
 */
final class LabelValues<M> {

  static final String OTHER = "other";

  private final int most;
  private final Function<String, M> make;
  private final Map<String, M> meters = new ConcurrentHashMap<>();

  LabelValues(int most, Function<String, M> make) {
    this.most = most;
    this.make = make;
  }

  M of(String value) {
    M known = meters.get(value);
    return known == null ? add(value) : known;
  }

  private synchronized M add(String value) {
    boolean full = meters.size() - (meters.containsKey(OTHER) ? 1 : 0) >= most;
    return meters.computeIfAbsent(full ? OTHER : value, make);
  }
}
