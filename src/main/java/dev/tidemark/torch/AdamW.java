package dev.tidemark.torch;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.tidemark.model.checkpoint.Tensor;
import dev.tidemark.training.OptimizerSettings;
import dev.tidemark.training.OptimizerState;
import dev.tidemark.training.TrainingStart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * AdamW in one native call per step, by a small TorchScript module ({@code adamw.py}): clipping,
 * update and zeroing together. DJL's own optimizer walks the parameters one operation at a time,
 * which costs more than half of a training step.
 */
final class AdamW implements AutoCloseable {

  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;

  private final TorchModule module;
  private final NDList state;
  private final List<Slot> slots;
  private final List<Group> groups;
  private final double maxGradientNorm;
  private final double learningRate;

  private int steps;

  private AdamW(
      TorchModule module, NDList state, List<Slot> slots, int steps, OptimizerSettings settings) {
    this.module = module;
    this.state = state;
    this.slots = slots;
    this.groups = groups(slots);
    this.steps = steps;
    this.maxGradientNorm = settings.maxGradientNorm();
    this.learningRate = settings.learningRate();
  }

  /** Parameters {@code [first, end)} of the list that share a rate and a decay. */
  private record Group(int first, int end, double rate, double decay) {}

  /** One parameter of the model with what the settings say of it. */
  private record Slot(String name, NDArray parameter, double rate, double decay) {}

  static AdamW create(
      NDManager manager,
      Device device,
      List<String> names,
      List<NDArray> parameters,
      TrainingStart start) {
    OptimizerSettings settings = start.optimizer();
    int layers = start.checkpoint().config().layers();
    List<Slot> slots = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      slots.add(
          new Slot(name, parameters.get(i), settings.rateOf(name, layers), settings.decayOf(name)));
    }
    slots.sort(Comparator.comparingDouble(Slot::rate).thenComparingDouble(Slot::decay));
    OptimizerState remembered = start.remembered();
    NDList state = state(manager, slots, remembered);
    int steps = remembered == null ? 0 : remembered.steps();
    return new AdamW(load(device), state, slots, steps, settings);
  }

  /**
   * Updates every parameter and forgets the gradients.
   *
   * @return global norm of the gradients before clipping
   */
  double step(double scale) {
    return module.scoped(scope -> step(scale, scope));
  }

  private double step(double scale, NDManager scope) {
    double[] rows = new double[4 * (1 + groups.size())];
    rows[0] = maxGradientNorm;
    for (int g = 0; g < groups.size(); g++) {
      Group group = groups.get(g);
      rows[4 * g + 4] = group.first;
      rows[4 * g + 5] = group.end;
      rows[4 * g + 6] = group.rate * learningRate * scale;
      rows[4 * g + 7] = group.decay;
    }
    NDArray settings = scope.create(rows, new Shape(1 + groups.size(), 4));
    // Results attach to the manager of the first input, a long-lived one: closed here by hand.
    NDList inputs = new NDList(state);
    inputs.add(settings);
    try (NDArray norm = module.forward(inputs, false).singletonOrThrow()) {
      steps++;
      return norm.getFloat();
    }
  }

  /** What it remembers now. */
  OptimizerState state() {
    List<Tensor> moments = new ArrayList<>();
    for (int i = 0; i < slots.size(); i++) {
      String name = slots.get(i).name;
      moments.add(tensor(OptimizerState.FIRST + name, state.get(2 * slots.size() + i)));
      moments.add(tensor(OptimizerState.SECOND + name, state.get(3 * slots.size() + i)));
    }
    return new OptimizerState(steps, moments);
  }

  private static Tensor tensor(String name, NDArray array) {
    return Tensor.of(name, array.getShape().getShape(), array.toFloatArray());
  }

  @Override
  public void close() {
    module.close();
  }

  private static TorchModule load(Device device) {
    try {
      Path archive = Files.createTempFile("tidemark-adamw-", ".pt");
      try {
        String program =
            ProgramText.load(
                "adamw.py",
                Map.of(
                    "beta1", Double.toString(BETA1),
                    "beta2", Double.toString(BETA2),
                    "epsilon", Double.toString(EPSILON)));
        TorchArchive.write(archive, "AdamW", program, List.of(), false);
        return TorchModule.load(archive, device, false);
      } finally {
        Files.delete(archive);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lists as the module takes them; DJL gathers arrays of one name that ends in [] into a list. */
  private static NDList state(
      NDManager manager, List<Slot> slots, @Nullable OptimizerState remembered) {
    Map<String, Tensor> moments = new HashMap<>();
    if (remembered != null) {
      remembered.moments().forEach(moment -> moments.put(moment.name(), moment));
    }
    float steps = remembered == null ? 0 : remembered.steps();
    NDList all = new NDList();
    slots.forEach(slot -> all.add(named("p[]", slot.parameter)));
    slots.forEach(slot -> all.add(named("g[]", slot.parameter.getGradient())));
    for (String moment : List.of(OptimizerState.FIRST, OptimizerState.SECOND)) {
      String list = moment.replace('.', '[') + "]"; // m. → m[], as the program calls its lists
      for (Slot slot : slots) {
        Tensor before = moments.get(moment + slot.name);
        Shape shape = slot.parameter.getShape();
        NDArray values =
            before == null
                ? manager.zeros(shape, DataType.FLOAT32)
                : manager.create(before.floats(), shape);
        all.add(named(list, values));
      }
    }
    slots.forEach(slot -> all.add(named("steps[]", manager.create(steps))));
    return all;
  }

  private static NDArray named(String name, NDArray array) {
    array.setName(name);
    return array;
  }

  private static List<Group> groups(List<Slot> slots) {
    List<Group> groups = new ArrayList<>();
    int[] starts =
        IntStream.range(0, slots.size())
            .filter(
                i ->
                    i == 0
                        || slots.get(i).rate != slots.get(i - 1).rate
                        || slots.get(i).decay != slots.get(i - 1).decay)
            .toArray();
    for (int i = 0; i < starts.length; i++) {
      int end = i + 1 < starts.length ? starts[i + 1] : slots.size();
      groups.add(new Group(starts[i], end, slots.get(starts[i]).rate, slots.get(starts[i]).decay));
    }
    return groups;
  }
}
