package dev.tidemark.training;

/**
 * Learning rate rises linearly during warm-up, then falls linearly; it would be zero just before
 * the first and just after the last step, so that no step is wasted.
 *
 * @param steps optimizer steps in all
 * @param warmup of these, steps during which the rate rises
 */
public record LinearSchedule(int steps, int warmup) {

  public LinearSchedule {
    if (steps < 1 || warmup < 0 || warmup > steps) {
      throw new IllegalArgumentException("%d warm-up steps of %d".formatted(warmup, steps));
    }
  }

  /** Share of the highest rate at a step, counted from 0. */
  public double scale(int step) {
    if (step < warmup) {
      return (step + 1.0) / warmup;
    }
    return steps == warmup ? 1 : (double) (steps - step) / (steps - warmup);
  }
}
