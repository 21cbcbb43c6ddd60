package dev.tidemark.training.loop;

/**
 * How a training goes.
 *
 * @param epochs passes over the data
 * @param maxSteps ends after so many optimizer steps, the schedule laid over them; 0 for no limit
 * @param accumulation batches to an optimizer step
 * @param warmup share of the steps during which the rate rises
 * @param measurements in each epoch
 * @param patience ends after so many measurements without a better one; 0 for never
 * @param seed of the order of the data, and of dropout
 */
public record LoopSettings(
    int epochs,
    int maxSteps,
    int accumulation,
    double warmup,
    int measurements,
    int patience,
    long seed) {

  public LoopSettings {
    if (epochs < 1 || maxSteps < 0 || accumulation < 1 || measurements < 1 || patience < 0) {
      throw new IllegalArgumentException(
          "%d epochs, at most %d steps of %d batches, %d measurements, patience %d: nothing would be trained"
              .formatted(epochs, maxSteps, accumulation, measurements, patience));
    }
  }

  /** Every epoch to its end, measured once. */
  public static LoopSettings of(int epochs, int accumulation, double warmup, long seed) {
    return new LoopSettings(epochs, 0, accumulation, warmup, 1, 0, seed);
  }
}
