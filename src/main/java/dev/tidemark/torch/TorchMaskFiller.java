package dev.tidemark.torch;

import ai.djl.Device;
import dev.tidemark.model.MaskFiller;
import dev.tidemark.model.MaskQuery;
import dev.tidemark.model.TokenBatch;
import dev.tidemark.model.WordProbabilities;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.checkpoint.ModelConfig;
import java.io.IOException;

/** A checkpoint with a masked-language-model head, run by PyTorch. */
public final class TorchMaskFiller implements MaskFiller {

  private final TorchModule module;
  private final ModelConfig config;

  private TorchMaskFiller(TorchModule module, ModelConfig config) {
    this.module = module;
    this.config = config;
  }

  /**
   * Loads a checkpoint in one number format.
   *
   * @throws dev.tidemark.model.checkpoint.CheckpointException when it has no such head or its
   *     tensors do not fit
   */
  static TorchMaskFiller load(Checkpoint checkpoint, Device device, ComputeType compute)
      throws IOException {
    checkpoint.requireWordHead();
    return new TorchMaskFiller(
        TorchModule.serving(checkpoint, device, compute, Purpose.FILL), checkpoint.config());
  }

  @Override
  public int maxTokens() {
    return config.maxPositions();
  }

  @Override
  public int padTokenId() {
    return config.padTokenId();
  }

  @Override
  public int vocabularySize() {
    return config.vocabSize();
  }

  @Override
  public WordProbabilities fill(TokenBatch batch, MaskQuery query) {
    return module.scoped(
        scope ->
            BatchInputs.words(
                query, module.forward(BatchInputs.of(scope, batch, query), false), 0));
  }

  @Override
  public void close() {
    module.close();
  }
}
