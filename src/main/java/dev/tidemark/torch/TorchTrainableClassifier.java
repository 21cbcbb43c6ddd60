package dev.tidemark.torch;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.tidemark.model.LabelProbabilities;
import dev.tidemark.model.TokenBatch;
import dev.tidemark.training.LabelledBatch;
import dev.tidemark.training.TrainableClassifier;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;

/** A token classifier under training. */
final class TorchTrainableClassifier
    extends TorchTrainable<LabelledBatch, TrainableClassifier.Evaluated>
    implements TrainableClassifier {

  private final int labels;

  TorchTrainableClassifier(Start start) throws IOException {
    super(start, EncoderProgram.Purpose.TRAIN_TAGS);
    this.labels = start.checkpoint().requireLabels().size();
  }

  @Override
  NDList inputs(NDManager scope, LabelledBatch batch) {
    TokenBatch tokens = batch.tokens();
    NDList inputs = tokens(scope, tokens);
    inputs.add(
        scope.create(
            IntBuffer.wrap(batch.labels()),
            new Shape(tokens.rows(), tokens.length()),
            DataType.INT32));
    inputs.add(
        scope.create(
            FloatBuffer.wrap(batch.weights()), new Shape(tokens.rows()), DataType.FLOAT32));
    return inputs;
  }

  @Override
  Evaluated evaluated(LabelledBatch batch, NDList outputs) {
    return new Evaluated(
        outputs.get(0).getFloat(),
        new LabelProbabilities(batch.tokens().length(), labels, outputs.get(1).toFloatArray()));
  }
}
