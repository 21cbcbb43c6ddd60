package dev.tidemark.bench;

import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.checkpoint.ModelConfig;

/**
 * Floating-point operations of a forward pass: those of its matrix products, which are nearly all;
 * a multiplication and an addition count as two, as they do in a GEMM's peak.
 */
public final class ModelFlops {

  private ModelFlops() {}

  /**
   * For each token of a row.
   *
   * @param length tokens of the row, each of which attends to all
   */
  public static double perToken(Checkpoint checkpoint, int length) {
    ModelConfig config = checkpoint.config();
    double hidden = config.hiddenSize();
    double projections = 4 * hidden * hidden;
    double feedForward = 2 * hidden * config.intermediateSize();
    double attention = 2 * hidden * length;
    double head = hidden * checkpoint.requireLabels().size();
    return 2 * (config.layers() * (projections + feedForward + attention) + head);
  }
}
