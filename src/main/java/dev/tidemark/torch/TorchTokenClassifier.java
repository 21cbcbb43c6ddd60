package dev.tidemark.torch;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.tidemark.model.LabelProbabilities;
import dev.tidemark.model.LabelSet;
import dev.tidemark.model.TokenBatch;
import dev.tidemark.model.TokenClassifier;
import dev.tidemark.model.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.IntBuffer;

/** A checkpoint with a token-classification head, run by PyTorch. */
public class TorchTokenClassifier implements TokenClassifier {

  private final TorchModule module;
  private final LabelSet labels;
  private final int maxTokens;
  private final int padTokenId;
  private final ComputeType compute;

  TorchTokenClassifier(TorchModule module, Checkpoint checkpoint, ComputeType compute) {
    this.module = module;
    this.labels = checkpoint.requireLabels();
    this.maxTokens = checkpoint.config().maxPositions();
    this.padTokenId = checkpoint.config().padTokenId();
    this.compute = compute;
  }

  /**
   * Loads a checkpoint in one number format.
   *
   * @throws dev.tidemark.model.checkpoint.CheckpointException when it has no such head or its
   *     tensors do not fit
   */
  static TorchTokenClassifier load(Checkpoint checkpoint, Device device, ComputeType compute)
      throws IOException {
    return new TorchTokenClassifier(
        TorchModule.serving(checkpoint, device, compute, Purpose.TAG), checkpoint, compute);
  }

  final TorchModule module() {
    return module;
  }

  @Override
  public final LabelSet labels() {
    return labels;
  }

  @Override
  public final int maxTokens() {
    return maxTokens;
  }

  @Override
  public final int padTokenId() {
    return padTokenId;
  }

  /** The number format it computes in. */
  public final ComputeType compute() {
    return compute;
  }

  @Override
  public final LabelProbabilities classify(TokenBatch batch) {
    return module.scoped(scope -> classify(batch, scope));
  }

  private LabelProbabilities classify(TokenBatch batch, NDManager scope) {
    NDArray ids =
        scope.create(
            IntBuffer.wrap(batch.ids()),
            new Shape(batch.rows(), batch.length()),
            ai.djl.ndarray.types.DataType.INT32);
    NDArray lengths =
        scope.create(
            IntBuffer.wrap(batch.lengths()),
            new Shape(batch.rows()),
            ai.djl.ndarray.types.DataType.INT32);
    NDArray probabilities = module.forward(new NDList(ids, lengths), false).singletonOrThrow();
    return new LabelProbabilities(batch.length(), labels.size(), probabilities.toFloatArray());
  }

  @Override
  public final void close() {
    module.close();
  }
}
