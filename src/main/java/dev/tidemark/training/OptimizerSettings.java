package dev.tidemark.training;

/**
 * AdamW as the Hugging Face trainer sets it up: no weight decay on biases and layer norms.
 *
 * @param learningRate highest rate of the encoder's last layer
 * @param headRate how many times that rate the new head learns at
 * @param layerDecay rate of each layer relative to the one above it; 1 for the same everywhere
 * @param weightDecay decoupled weight decay
 * @param maxGradientNorm gradients are scaled down to this global norm; 0 for no clipping
 * @param accumulation batches whose gradients are gathered for one step
 */
public record OptimizerSettings(
    double learningRate,
    double headRate,
    double layerDecay,
    double weightDecay,
    double maxGradientNorm,
    int accumulation) {

  /** For models that are only measured. */
  public static final OptimizerSettings NONE = new OptimizerSettings(0, 1, 1, 0, 0, 1);

  /**
   * Share of the learning rate for a tensor: the head's own, then less with each layer further
   * down.
   */
  public double rateOf(String tensorName, int layers) {
    if (tensorName.startsWith("classifier.") || tensorName.startsWith("cls.")) {
      return headRate;
    }
    int depth = layers + 1; // the embeddings lie below the lowest layer
    if (tensorName.startsWith("encoder.layer.")) {
      int layer = Integer.parseInt(tensorName.split("\\.", 4)[2]);
      depth = layers - layer;
    }
    return Math.pow(layerDecay, depth - 1.0);
  }

  /** Weight decay for a tensor. */
  public double decayOf(String tensorName) {
    return tensorName.endsWith(".bias") || tensorName.contains("LayerNorm") ? 0 : weightDecay;
  }
}
