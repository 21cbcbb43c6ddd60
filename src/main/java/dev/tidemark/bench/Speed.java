package dev.tidemark.bench;

import java.util.Arrays;

/**
 * What one contestant did per second.
 *
 * @param median of the rounds
 * @param best round
 * @param rounds how many there were
 */
public record Speed(double median, double best, int rounds) {

  static Speed of(double[] rounds) {
    double[] sorted = rounds.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    double median =
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    return new Speed(median, sorted[sorted.length - 1], sorted.length);
  }
}
