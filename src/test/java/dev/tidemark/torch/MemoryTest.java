package dev.tidemark.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemark.bench.NativeMemory;
import dev.tidemark.model.Dtype;
import dev.tidemark.model.TokenBatch;
import dev.tidemark.model.TokenClassifier;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.testing.TinyBert;
import dev.tidemark.training.LabelledBatch;
import dev.tidemark.training.OptimizerSettings;
import dev.tidemark.training.RegularisationSettings;
import dev.tidemark.training.TrainableClassifier;
import dev.tidemark.training.TrainingStart;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * PyTorch's memory is not the JVM's: what nobody closes stays until the machine is full. Two
 * gauges: DJL's live array objects, exact to one; and what the process holds outside the Java heap,
 * which also sees what no object stands for any more.
 */
class MemoryTest {

  private static final TorchModels CPU = new TorchModels("cpu", 1);

  /** Lets the results of one pass (16 × 64 tokens × 50 labels × 4 bytes) be worth 200 kB. */
  private static final int ROWS = 16;

  private static final int LENGTH = 64;
  private static final List<String> LABELS = IntStream.range(0, 50).mapToObj(i -> "L" + i).toList();

  @BeforeEach
  void onLinux() {
    assumeTrue(NativeMemory.isKnown(), "only Linux tells a process its size");
  }

  @Test
  void forwardsLeaveNothingBehind() throws Exception {
    TokenBatch batch = batch();
    try (TokenClassifier model = CPU.load(wide(), Dtype.FP32)) {
      // 600 results are 120 MB.
      assertFlat(50, 600, () -> model.classify(batch));
    }
  }

  @Test
  void trainingStepsLeaveNothingBehind() throws Exception {
    TokenBatch tokens = batch();
    int[] labels = new Random(2).ints(ROWS * LENGTH, 0, LABELS.size()).toArray();
    float[] weights = new float[ROWS];
    java.util.Arrays.fill(weights, 1);
    LabelledBatch batch = new LabelledBatch(tokens, labels, weights);
    OptimizerSettings settings = new OptimizerSettings(1e-3, 1, 1, 0.01, 1, 1);
    try (TrainableClassifier model =
        CPU.trainable(
            TrainingStart.of(
                wide(), Dtype.FP32, new RegularisationSettings(0.1, 0.1, 0), settings))) {
      assertFlat(
          20,
          300,
          () -> {
            double ignored = model.accumulate(batch);
            ignored = model.update(1);
            TrainableClassifier.Evaluated unused = model.evaluate(batch);
          });
    }
  }

  @Test
  void aClosedModelGivesItsMemoryBack() throws Exception {
    // 40,000 × 64 word embeddings are 10 MB, twenty models 200 MB.
    Checkpoint large = TinyBert.ofSeed(1).withHidden(64).withVocabSize(40_000).checkpoint();
    TokenBatch batch = TokenBatch.pad(List.of(new int[] {2, 39_999, 3}), 0);
    assertGivenBack(
        20,
        () -> {
          TokenClassifier model = CPU.load(large, Dtype.FP32);
          assertThat(model.classify(batch).values()).hasSize(3 * 5);
          return model;
        });
  }

  @Test
  void aClosedTrainingGivesItsMemoryBack() throws Exception {
    // With gradients and two moments, four times as much.
    Checkpoint large = TinyBert.ofSeed(1).withHidden(64).withVocabSize(40_000).checkpoint();
    LabelledBatch batch =
        new LabelledBatch(
            TokenBatch.pad(List.of(new int[] {2, 39_999, 3}), 0),
            new int[] {-100, 1, -100},
            new float[] {1});
    OptimizerSettings settings = new OptimizerSettings(1e-3, 1, 1, 0, 1, 1);
    assertGivenBack(
        8,
        () -> {
          TrainableClassifier model =
              CPU.trainable(
                  TrainingStart.of(large, Dtype.FP32, RegularisationSettings.NONE, settings));
          double ignored = model.accumulate(batch);
          ignored = model.update(1);
          return model;
        });
  }

  private interface Work {
    void run() throws IOException;
  }

  private interface Loading {
    AutoCloseable load() throws IOException;
  }

  /** The bound is a fraction of what the work would leave if it closed nothing, see above. */
  private static void assertFlat(int warmUp, int times, Work work) throws Exception {
    for (int i = 0; i < warmUp; i++) {
      work.run();
    }
    long arrays = liveArrays();
    double before = NativeMemory.megabytes();
    for (int i = 0; i < times; i++) {
      work.run();
    }
    assertThat(liveArrays()).as("DJL's arrays after %d times", times).isLessThanOrEqualTo(arrays);
    assertGrewLittle(before, NativeMemory.megabytes());
  }

  /** What was closed is held on to, so that no finalizer can close it in our stead. */
  private static void assertGivenBack(int times, Loading loading) throws Exception {
    List<AutoCloseable> closed = new ArrayList<>();
    double before = Double.NaN;
    for (int i = 0; i < times + 2; i++) {
      if (i == 2) {
        before = NativeMemory.megabytes();
      }
      AutoCloseable loaded = loading.load();
      loaded.close();
      closed.add(loaded);
    }
    double after = NativeMemory.megabytes();
    assertThat(closed).hasSize(times + 2);
    assertGrewLittle(before, after);
  }

  private static void assertGrewLittle(double before, double after) {
    System.out.printf("outside the heap: %.0f MB, then %.0f MB%n", before, after);
    assertThat(after - before).as("MB outside the heap, more than %.0f", before).isLessThan(30);
  }

  /** Once two collections agree: DJL's models have finalizers, which hold on to their arrays. */
  private static long liveArrays() throws JMException {
    long before = -1;
    long now = countArrays();
    for (int round = 0; round < 10 && now != before; round++) {
      System.runFinalization();
      before = now;
      now = countArrays();
    }
    return now;
  }

  /** Counted by the JVM itself, after a full collection. */
  private static long countArrays() throws JMException {
    return jvm("gcClassHistogram")
        .lines()
        .filter(line -> line.endsWith(" ai.djl.pytorch.engine.PtNDArray"))
        .map(line -> line.strip().split("\\s+", -1)[1])
        .mapToLong(Long::parseLong)
        .sum();
  }

  private static String jvm(String command) throws JMException {
    return (String)
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                command,
                new Object[] {new String[0]},
                new String[] {String[].class.getName()});
  }

  private static Checkpoint wide() {
    return TinyBert.ofSeed(1)
        .withHidden(32)
        .withMaxPositions(LENGTH)
        .withLabels(LABELS)
        .checkpoint();
  }

  private static TokenBatch batch() {
    List<int[]> rows = new ArrayList<>();
    Random random = new Random(1);
    for (int row = 0; row < ROWS; row++) {
      rows.add(random.ints(LENGTH, 0, TinyBert.VOCABULARY.size()).toArray());
    }
    return TokenBatch.pad(rows, 0);
  }
}
