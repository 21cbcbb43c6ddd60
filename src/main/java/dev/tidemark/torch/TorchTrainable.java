package dev.tidemark.torch;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.checkpoint.Tensor;
import dev.tidemark.training.OptimizerState;
import dev.tidemark.training.TrainableModel;
import dev.tidemark.training.TrainingStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint under training: fp32 parameters, arithmetic in the compute type, loss inside the
 * TorchScript program, as its first result.
 */
abstract class TorchTrainable<B> implements TrainableModel<B> {

  private final TrainingStart start;
  private final Device device;
  private final List<String> names;
  private final TorchModule module;
  private final List<NDArray> parameters;
  private @Nullable AdamW optimizer;
  private boolean training;

  TorchTrainable(TrainingStart start, Device device, ComputeType compute, Purpose purpose)
      throws IOException {
    this.start = start;
    this.device = device;
    this.names = EncoderProgram.parameterNames(start.checkpoint(), purpose);
    Path archive = Files.createTempFile("tidemark-", ".pt");
    try {
      EncoderProgram.write(archive, start.checkpoint(), compute, start.regularisation(), purpose);
      this.module = TorchModule.load(archive, device, true);
    } finally {
      Files.delete(archive);
    }
    this.parameters = module.parameters();
  }

  @Override
  public void seed(long seed) {
    TorchEngine.seed(seed);
  }

  /**
   * Forward and backward of one batch.
   *
   * @param inputs what the program takes, made in the scope given
   * @param weight of its loss in the step
   * @return its loss, unweighted
   */
  double backward(Function<NDManager, NDList> inputs, double weight) {
    return module.scoped(scope -> backward(inputs, weight, scope));
  }

  private double backward(Function<NDManager, NDList> inputs, double weight, NDManager scope) {
    mode(true);
    JniUtils.setGradMode(true); // thread-local in PyTorch, and off unless asked for
    try {
      NDArray loss = module.forward(inputs.apply(scope), true).get(0);
      // The gradient of the step is the mean over the accumulated batches.
      NDArray share = scope.create((float) (weight / start.optimizer().accumulation()));
      JniUtils.backward((PtNDArray) loss, (PtNDArray) share, false, false);
      return loss.getFloat();
    } finally {
      JniUtils.setGradMode(false);
    }
  }

  /** Forward without dropout and gradients. */
  <T> T forward(Function<NDManager, NDList> inputs, Function<NDList, T> results) {
    return module.scoped(
        scope -> {
          mode(false);
          return results.apply(module.forward(inputs.apply(scope), false));
        });
  }

  @Override
  public double update(double scale) {
    if (optimizer == null) {
      // Gradients exist from the first backward pass on, and stay where they are.
      optimizer =
          ExitGate.inside(() -> AdamW.create(module.lifetime(), device, names, parameters, start));
    }
    return optimizer.step(scale);
  }

  @Override
  public OptimizerState optimizerState() {
    if (optimizer != null) {
      return ExitGate.inside(optimizer::state);
    }
    return start.remembered() == null ? new OptimizerState(0, List.of()) : start.remembered();
  }

  /** Tensors that this training does not touch, such as another head's, stay as they were. */
  @Override
  public Checkpoint checkpoint() {
    return ExitGate.inside(this::copied);
  }

  private Checkpoint copied() {
    Map<String, Tensor> tensors = new LinkedHashMap<>(start.checkpoint().tensors());
    for (int i = 0; i < parameters.size(); i++) {
      NDArray parameter = parameters.get(i);
      tensors.put(
          names.get(i),
          Tensor.of(names.get(i), parameter.getShape().getShape(), parameter.toFloatArray()));
    }
    return new Checkpoint(
        start.checkpoint().config(), tensors, start.checkpoint().tokenizerFiles());
  }

  @Override
  public void close() {
    if (optimizer != null) {
      optimizer.close();
    }
    module.close();
  }

  private void mode(boolean wanted) {
    if (training != wanted) {
      module.trainingMode(wanted);
      training = wanted;
    }
  }
}
