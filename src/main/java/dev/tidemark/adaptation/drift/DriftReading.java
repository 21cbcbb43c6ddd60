package dev.tidemark.adaptation.drift;

import java.util.Locale;

/**
 * One signal, measured on a window of live texts.
 *
 * @param baseline the same signal when the model went live; for {@link DriftSignal#TYPES}, which
 *     measures a distance from it, 0
 * @param value in this window
 * @param threshold how far the value may be from the baseline
 * @param drifting whether it is farther, in the direction that means trouble
 */
public record DriftReading(
    DriftSignal signal, double baseline, double value, double threshold, boolean drifting) {

  /** {@code confidence .912 to .840 (threshold .050)}. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%s %.3f to %.3f (threshold %.3f)", signal, baseline, value, threshold);
  }
}
