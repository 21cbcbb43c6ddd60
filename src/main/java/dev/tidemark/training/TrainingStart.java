package dev.tidemark.training;

import dev.tidemark.model.Dtype;
import dev.tidemark.model.checkpoint.Checkpoint;
import org.jspecify.annotations.Nullable;

/**
 * What a model is given before it learns.
 *
 * @param checkpoint weights to start from
 * @param dtype number format of the arithmetic; parameters are fp32 in any case
 * @param remembered by the optimizer of a training that is continued; null for a new one
 */
public record TrainingStart(
    Checkpoint checkpoint,
    Dtype dtype,
    RegularisationSettings regularisation,
    OptimizerSettings optimizer,
    @Nullable OptimizerState remembered) {

  /** A new training. */
  public static TrainingStart of(
      Checkpoint checkpoint,
      Dtype dtype,
      RegularisationSettings regularisation,
      OptimizerSettings optimizer) {
    return new TrainingStart(checkpoint, dtype, regularisation, optimizer, null);
  }

  /** No training at all: the model is only measured. */
  public static TrainingStart measuring(Checkpoint checkpoint, Dtype dtype) {
    return of(checkpoint, dtype, RegularisationSettings.NONE, OptimizerSettings.NONE);
  }
}
