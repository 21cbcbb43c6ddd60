package dev.tidemark.torch;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.tidemark.model.LabelProbabilities;
import dev.tidemark.model.TokenBatch;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.checkpoint.Tensor;
import dev.tidemark.training.LabelledBatch;
import dev.tidemark.training.OptimizerSettings;
import dev.tidemark.training.TrainableClassifier;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A checkpoint under training: fp32 parameters, arithmetic in the compute type, loss inside the
 * TorchScript program.
 */
public final class TorchTrainableClassifier implements TrainableClassifier {

  private final Checkpoint origin;
  private final List<String> names;
  private final TorchModule module;
  private final List<NDArray> parameters;
  private final OptimizerSettings settings;
  private final Device device;
  private @org.jspecify.annotations.Nullable AdamW optimizer;
  private boolean training;

  private TorchTrainableClassifier(
      Checkpoint origin, TorchModule module, OptimizerSettings settings, Device device) {
    this.origin = origin;
    this.names = EncoderProgram.parameterNames(origin);
    this.module = module;
    this.parameters = module.parameters();
    this.settings = settings;
    this.device = device;
  }

  /**
   * Loads a checkpoint for training.
   *
   * @param regularisation dropout and label smoothing
   * @param seed of dropout
   */
  static TorchTrainableClassifier load(
      Checkpoint checkpoint,
      Device device,
      ComputeType compute,
      EncoderProgram.Regularisation regularisation,
      OptimizerSettings settings,
      long seed)
      throws IOException {
    TorchEngine.seed(seed);
    Path archive = Files.createTempFile("tidemark-", ".pt");
    try {
      EncoderProgram.writeTrainable(archive, checkpoint, compute, regularisation);
      return new TorchTrainableClassifier(
          checkpoint, TorchModule.load(archive, device, true), settings, device);
    } finally {
      Files.delete(archive);
    }
  }

  @Override
  public double accumulate(LabelledBatch batch) {
    mode(true);
    JniUtils.setGradMode(true); // thread-local in PyTorch, and off unless asked for
    try (NDManager scope = module.scope()) {
      NDArray loss = module.forward(inputs(scope, batch), true).get(0);
      // The gradient of the step is the mean over the accumulated batches.
      NDArray share = scope.create(1f / settings.accumulation());
      JniUtils.backward((PtNDArray) loss, (PtNDArray) share, false, false);
      return loss.getFloat();
    } finally {
      JniUtils.setGradMode(false);
    }
  }

  @Override
  public double update(double scale) {
    if (optimizer == null) {
      // Gradients exist from the first backward pass on, and stay where they are.
      optimizer =
          AdamW.create(
              module.lifetime(), device, names, parameters, origin.config().layers(), settings);
    }
    return optimizer.step(scale);
  }

  @Override
  public Evaluated evaluate(LabelledBatch batch) {
    mode(false);
    try (NDManager scope = module.scope()) {
      NDList outputs = module.forward(inputs(scope, batch), false);
      int labels = origin.requireLabels().size();
      return new Evaluated(
          outputs.get(0).getFloat(),
          new LabelProbabilities(batch.tokens().length(), labels, outputs.get(1).toFloatArray()));
    }
  }

  @Override
  public Checkpoint checkpoint() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (int i = 0; i < parameters.size(); i++) {
      NDArray parameter = parameters.get(i);
      tensors.put(
          names.get(i),
          Tensor.of(names.get(i), parameter.getShape().getShape(), parameter.toFloatArray()));
    }
    return new Checkpoint(origin.config(), tensors, origin.tokenizerFiles());
  }

  @Override
  public void close() {
    if (optimizer != null) {
      optimizer.close();
    }
    module.close();
  }

  private static NDList inputs(NDManager scope, LabelledBatch batch) {
    TokenBatch tokens = batch.tokens();
    Shape grid = new Shape(tokens.rows(), tokens.length());
    Shape rows = new Shape(tokens.rows());
    return new NDList(
        scope.create(IntBuffer.wrap(tokens.ids()), grid, DataType.INT32),
        scope.create(IntBuffer.wrap(tokens.lengths()), rows, DataType.INT32),
        scope.create(IntBuffer.wrap(batch.labels()), grid, DataType.INT32),
        scope.create(FloatBuffer.wrap(batch.weights()), rows, DataType.FLOAT32));
  }

  private void mode(boolean wanted) {
    if (training != wanted) {
      module.trainingMode(wanted);
      training = wanted;
    }
  }
}
