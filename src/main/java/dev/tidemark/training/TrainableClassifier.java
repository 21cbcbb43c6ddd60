package dev.tidemark.training;

import dev.tidemark.model.LabelProbabilities;
import dev.tidemark.model.checkpoint.Checkpoint;

/**
 * A token classifier whose weights can be changed.
 *
 * <p>Threading notes: one thread.
 */
public interface TrainableClassifier extends AutoCloseable {

  /**
   * Forward and backward: adds the gradients of this batch's loss to those not yet used.
   *
   * @return mean loss per labelled token
   */
  double accumulate(LabelledBatch batch);

  /**
   * One optimizer step with the gathered gradients, which are then forgotten.
   *
   * @param scale of every learning rate, from the schedule
   * @return norm of the gradients before clipping
   */
  double update(double scale);

  /** Forward only, without dropout. */
  Evaluated evaluate(LabelledBatch batch);

  /** The weights as they are now. */
  Checkpoint checkpoint();

  @Override
  void close();

  /** What {@link #evaluate} saw. */
  record Evaluated(double loss, LabelProbabilities probabilities) {}
}
