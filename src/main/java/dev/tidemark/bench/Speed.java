package dev.tidemark.bench;

import java.util.Arrays;
import java.util.Collection;

/**
 * What one contestant did per second.
 *
 * @param median of the rounds
 * @param best round
 * @param rounds how many there were
 */
public record Speed(double median, double best, int rounds) {

  static Speed of(double[] rounds) {
    return new Speed(median(rounds), Arrays.stream(rounds).max().orElseThrow(), rounds.length);
  }

  /** The middle of these, of which there is at least one. */
  public static double median(Collection<Double> values) {
    return median(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** The middle of these, of which there is at least one. */
  static double median(double... values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
