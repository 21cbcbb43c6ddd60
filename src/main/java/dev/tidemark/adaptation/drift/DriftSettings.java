package dev.tidemark.adaptation.drift;

/**
 * When texts have drifted.
 *
 * @param texts of the baseline, and of each window that is compared with it
 * @param confidence how far the mean probability of entities may fall; 0 does not watch it
 * @param types how large the population stability index of the types may get; 0 does not watch it
 * @param words how far the loss on hidden words may rise, in nats; 0 does not watch it
 */
public record DriftSettings(int texts, double confidence, double types, double words) {

  public static final DriftSettings DEFAULT = new DriftSettings(500, 0.05, 0.25, 0.4);

  public DriftSettings {
    if (texts < 1 || !(confidence >= 0) || !(types >= 0) || !(words >= 0)) {
      throw new IllegalArgumentException(
          "windows of %d texts, thresholds of %s, %s and %s: nothing could be watched"
              .formatted(texts, confidence, types, words));
    }
  }
}
