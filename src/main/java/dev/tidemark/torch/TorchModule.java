package dev.tidemark.torch;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.training.RegularisationSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A TorchScript archive, loaded.
 *
 * <p>Memory: arrays made by an operation on another attach to that array's manager, so inputs are
 * made in a manager of their own per call ({@link #scoped}), which takes everything with it when it
 * is closed.
 *
 * <p>Threading notes: {@link #forward} without gradients on any number of threads, each with a
 * scope of its own; everything else on one at a time.
 */
final class TorchModule implements AutoCloseable {

  private final Model model;
  private final PtSymbolBlock block;

  private TorchModule(Model model) {
    this.model = model;
    this.block = (PtSymbolBlock) model.getBlock();
  }

  static TorchModule load(Path archive, Device device, boolean trainable) throws IOException {
    ExitGate.enter();
    Model model = Model.newInstance("tidemark", device, TorchEngine.NAME);
    try {
      model.load(
          archive,
          null,
          Map.of(
              "trainParam",
              Boolean.toString(trainable),
              "mapLocation",
              Boolean.toString(device.isGpu())));
      return new TorchModule(model);
    } catch (MalformedModelException e) {
      model.close();
      throw new IllegalStateException("PyTorch does not read the program Tidemark wrote", e);
    } catch (IOException | RuntimeException e) {
      model.close();
      throw e;
    } finally {
      ExitGate.leave();
    }
  }

  /** Loads a checkpoint's program that is not to be trained. */
  static TorchModule serving(
      Checkpoint checkpoint, Device device, ComputeType compute, Purpose purpose)
      throws IOException {
    Path archive = Files.createTempFile("tidemark-", ".pt");
    try {
      EncoderProgram.write(archive, checkpoint, compute, RegularisationSettings.NONE, purpose);
      return load(archive, device, false);
    } finally {
      Files.delete(archive);
    }
  }

  /**
   * Calls of this module, and all that is done with their results.
   *
   * @param work is given a manager for the inputs, and so the outputs
   */
  <T> T scoped(Function<NDManager, T> work) {
    return ExitGate.inside(
        () -> {
          try (NDManager scope = model.getNDManager().newSubManager()) {
            return work.apply(scope);
          }
        });
  }

  /** Lives as long as the module. */
  NDManager lifetime() {
    return model.getNDManager();
  }

  NDList forward(NDList inputs, boolean gradients) {
    // Thread-local in PyTorch, hence at each call. Left on, it compiles the program anew for each
    // shape it meets.
    JniUtils.setGraphExecutorOptimize(false);
    return IValueUtils.forward(block, inputs, gradients);
  }

  /** Another function than {@code forward}, without gradients. */
  NDList call(String function, NDManager scope, NDList inputs) {
    NDArray name = scope.create(0); // DJL looks at its name only
    name.setName("module_method:" + function);
    inputs.add(name);
    return forward(inputs, false);
  }

  void trainingMode(boolean on) {
    if (on) {
      JniUtils.enableTrainingMode(block);
    } else {
      JniUtils.enableInferenceMode(block);
    }
  }

  /** In the order of the archive. */
  List<NDArray> parameters() {
    List<NDArray> arrays = new ArrayList<>();
    block.getDirectParameters().values().forEach(parameter -> arrays.add(parameter.getArray()));
    return arrays;
  }

  @Override
  public void close() {
    ExitGate.enter();
    try {
      model.close();
    } finally {
      ExitGate.leave();
    }
  }
}
