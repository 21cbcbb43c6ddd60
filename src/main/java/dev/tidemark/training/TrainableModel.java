package dev.tidemark.training;

import dev.tidemark.model.checkpoint.Checkpoint;

/**
 * A model whose weights can be changed; the seam to the engine.
 *
 * <p>Threading notes: one thread.
 *
 * @param <B> a batch
 */
public interface TrainableModel<B> extends AutoCloseable {

  /** Seeds dropout from here on. */
  void seed(long seed);

  /**
   * Forward and backward: adds the gradients of this batch's loss to those not yet used.
   *
   * @return mean loss
   */
  double accumulate(B batch);

  /**
   * One optimizer step with the gathered gradients, which are then forgotten.
   *
   * @param scale of every learning rate, from the schedule
   * @return norm of the gradients before clipping
   */
  double update(double scale);

  /** The weights as they are now. */
  Checkpoint checkpoint();

  /** What the optimizer remembers; with the weights, all that a later step depends on. */
  OptimizerState optimizerState();

  @Override
  void close();
}
