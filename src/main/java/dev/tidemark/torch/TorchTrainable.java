package dev.tidemark.torch;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.tidemark.model.TokenBatch;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.checkpoint.Tensor;
import dev.tidemark.training.OptimizerSettings;
import dev.tidemark.training.RegularisationSettings;
import dev.tidemark.training.TrainableModel;
import java.io.IOException;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint under training: fp32 parameters, arithmetic in the compute type, loss inside the
 * TorchScript program, as its first result.
 */
abstract class TorchTrainable<B, E> implements TrainableModel<B, E> {

  private final Checkpoint origin;
  private final List<String> names;
  private final TorchModule module;
  private final List<NDArray> parameters;
  private final Start start;
  private @Nullable AdamW optimizer;
  private boolean training;

  /**
   * What a training starts from.
   *
   * @param regularisation dropout and label smoothing
   * @param seed of dropout
   */
  record Start(
      Checkpoint checkpoint,
      Device device,
      ComputeType compute,
      RegularisationSettings regularisation,
      OptimizerSettings optimizer,
      long seed) {}

  TorchTrainable(Start start, EncoderProgram.Purpose purpose) throws IOException {
    this.origin = start.checkpoint();
    this.names = EncoderProgram.parameterNames(origin, purpose);
    this.start = start;
    TorchEngine.seed(start.seed());
    Path archive = Files.createTempFile("tidemark-", ".pt");
    try {
      EncoderProgram.write(archive, origin, start.compute(), start.regularisation(), purpose);
      this.module = TorchModule.load(archive, start.device(), true);
    } finally {
      Files.delete(archive);
    }
    this.parameters = module.parameters();
  }

  /** What the program takes. */
  abstract NDList inputs(NDManager scope, B batch);

  /** What its results say. */
  abstract E evaluated(B batch, NDList outputs);

  @Override
  public double accumulate(B batch) {
    mode(true);
    JniUtils.setGradMode(true); // thread-local in PyTorch, and off unless asked for
    try (NDManager scope = module.scope()) {
      NDArray loss = module.forward(inputs(scope, batch), true).get(0);
      // The gradient of the step is the mean over the accumulated batches.
      NDArray share = scope.create(1f / start.optimizer().accumulation());
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
              module.lifetime(),
              start.device(),
              names,
              parameters,
              origin.config().layers(),
              start.optimizer());
    }
    return optimizer.step(scale);
  }

  @Override
  public E evaluate(B batch) {
    mode(false);
    try (NDManager scope = module.scope()) {
      return evaluated(batch, module.forward(inputs(scope, batch), false));
    }
  }

  /** Tensors that this training does not touch, such as another head's, stay as they were. */
  @Override
  public Checkpoint checkpoint() {
    Map<String, Tensor> tensors = new LinkedHashMap<>(origin.tensors());
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

  /** The two inputs that every program begins with. */
  static NDList tokens(NDManager scope, TokenBatch tokens) {
    return new NDList(
        scope.create(
            IntBuffer.wrap(tokens.ids()),
            new Shape(tokens.rows(), tokens.length()),
            DataType.INT32),
        scope.create(IntBuffer.wrap(tokens.lengths()), new Shape(tokens.rows()), DataType.INT32));
  }

  private void mode(boolean wanted) {
    if (training != wanted) {
      module.trainingMode(wanted);
      training = wanted;
    }
  }
}
