package dev.tidemark.training.loop;

import java.util.List;

/**
 * How far a training has come.
 *
 * @param epoch under way, from 1
 * @param batch next one of that epoch
 * @param step optimizer steps made
 * @param tokens trained on
 * @param loss sum over the batches since the last stage
 * @param batches since the last stage
 * @param stages so far
 * @param best index of the best of them; -1 before the first
 */
public record Progress<M extends Measured>(
    int epoch,
    int batch,
    int step,
    long tokens,
    double loss,
    int batches,
    List<Stage<M>> stages,
    int best) {

  public Progress {
    stages = List.copyOf(stages);
  }

  /** Before the first batch. */
  static <M extends Measured> Progress<M> none() {
    return new Progress<>(1, 0, 0, 0, 0, 0, List.of(), -1);
  }
}
