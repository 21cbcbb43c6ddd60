package dev.tidemark.training.loop;

import java.util.function.IntFunction;

/**
 * What a model learns from, and in which order. The plan of an epoch depends on its number and the
 * seed alone, so that a training that was interrupted goes on with the batches it would have seen.
 *
 * @param <B> a batch
 */
public interface Curriculum<B> {

  /** Batches of every epoch; at least one. */
  int batches();

  /**
   * The plan of an epoch: batch by index, each asked for once and in order.
   *
   * @param number from 1
   */
  IntFunction<Work<B>> epoch(int number);
}
