package dev.tidemark.torch;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import dev.tidemark.model.LabelProbabilities;
import dev.tidemark.model.MaskQuery;
import dev.tidemark.model.TokenBatch;
import dev.tidemark.model.TwoHeadClassifier;
import dev.tidemark.model.checkpoint.Checkpoint;
import java.io.IOException;

/**
 * A checkpoint with both heads, run by PyTorch. Its weights are in memory once, for a function that
 * tags and one that tags and fills.
 */
final class TorchTwoHeadClassifier extends TorchTokenClassifier implements TwoHeadClassifier {

  private final int vocabularySize;

  private TorchTwoHeadClassifier(TorchModule module, Checkpoint checkpoint, ComputeType compute) {
    super(module, checkpoint, compute);
    this.vocabularySize = checkpoint.config().vocabSize();
  }

  /**
   * Loads a checkpoint in one number format.
   *
   * @throws dev.tidemark.model.checkpoint.CheckpointException when it lacks a head or its tensors
   *     do not fit
   */
  static TorchTwoHeadClassifier load(Checkpoint checkpoint, Device device, ComputeType compute)
      throws IOException {
    checkpoint.requireWordHead();
    return new TorchTwoHeadClassifier(
        TorchModule.serving(checkpoint, device, compute, Purpose.TAG_AND_FILL),
        checkpoint,
        compute);
  }

  @Override
  public int vocabularySize() {
    return vocabularySize;
  }

  @Override
  public Both classifyAndFill(TokenBatch batch, MaskQuery query) {
    return module()
        .scoped(
            scope -> {
              NDList inputs = BatchInputs.of(scope, batch, query);
              NDList outputs = module().call(EncoderProgram.TAG_AND_FILL, scope, inputs);
              return new Both(
                  new LabelProbabilities(
                      batch.length(), labels().size(), outputs.get(0).toFloatArray()),
                  BatchInputs.words(query, outputs, 1));
            });
  }
}
