package dev.tidemark.ops.metrics;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The last value of each series of a gauge that is told its values rather than asked for them.
 *
 * <p>Invariant: never more than {@code most} series; the one that was told longest ago goes.
 *
 * <p>Threading notes: any thread.
 */
final class Readings {

  private final Map<List<String>, Double> values;

  private Readings(int most) {
    values =
        new LinkedHashMap<>() {
          @Override
          protected boolean removeEldestEntry(Map.Entry<List<String>, Double> eldest) {
            return size() > most;
          }
        };
  }

  /** Exposed from now on; no series before the first {@link #set}. */
  static Readings of(Metrics metrics, Figure figure, int most) {
    Readings readings = new Readings(most);
    metrics.gauges(figure, readings::all);
    return readings;
  }

  synchronized void set(double value, String... labelValues) {
    List<String> series = List.of(labelValues);
    values.remove(series);
    values.put(series, value);
  }

  private synchronized Map<List<String>, Double> all() {
    return Map.copyOf(values);
  }
}
