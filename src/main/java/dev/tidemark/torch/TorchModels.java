package dev.tidemark.torch;

import ai.djl.Device;
import dev.tidemark.model.Dtype;
import dev.tidemark.model.LabelProbabilities;
import dev.tidemark.model.LabelSet;
import dev.tidemark.model.TokenBatch;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.checkpoint.ModelConfig;
import dev.tidemark.training.TrainableClassifier;
import dev.tidemark.training.TrainingStart;
import dev.tidemark.training.joint.TrainableJoint;
import dev.tidemark.training.masking.TrainableMaskedLm;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads checkpoints for serving and for training on the device and in the number format a user asks
 * for.
 *
 * <p>Start reading this package here; {@link EncoderProgram} is its heart.
 */
public final class TorchModels {

  private static final Logger LOG = LoggerFactory.getLogger(TorchModels.class);

  /** Rows and length of the batch that decides between number formats. */
  private static final int TRIAL_ROWS = 16;

  private static final int TRIAL_LENGTH = 64;
  private static final int TRIALS = 3;

  /** More than rounding explains: the low precision does not compute this model on this machine. */
  private static final double TOLERATED_DIFFERENCE = 0.25;

  /** On a GPU one batch computes while another is copied and decoded. */
  private static final int GPU_WORKERS = 2;

  private final Device device;
  private final int workers;

  /**
   * What a trial has found, by kind of model: other weights of the same shape are as fast. Any
   * thread may load.
   */
  private final Map<String, ComputeType> found = new ConcurrentHashMap<>();

  private TorchModels(Device device, int workers) {
    this.device = device;
    this.workers = workers;
  }

  /**
   * One batch at a time, each operation on all threads: for training, and whoever has one batch.
   *
   * @param device {@code auto}, {@code cpu}, {@code gpu} or {@code gpu:N}
   * @param threads cores of a CPU to use; 0 for all
   * @throws IllegalArgumentException when that device is not there
   */
  public TorchModels(String device, int threads) {
    this(TorchEngine.device(device), 1);
    TorchEngine.useThreads(threads);
  }

  /**
   * For a stream of batches. On a CPU each core computes a batch of its own: threads that share an
   * operation wait for each other at its end, about 200 times a batch, and for any of them that
   * Kafka's threads have pushed aside. Measured: docs/performance.md.
   *
   * @param device {@code auto}, {@code cpu}, {@code gpu} or {@code gpu:N}
   * @param threads cores of a CPU to use; 0 for all
   * @throws IllegalArgumentException when that device is not there
   */
  public static TorchModels forServing(String device, int threads) {
    Device chosen = TorchEngine.device(device);
    if (chosen.isGpu()) {
      return new TorchModels(chosen, GPU_WORKERS);
    }
    TorchEngine.useThreads(1);
    return new TorchModels(
        chosen, threads > 0 ? threads : Runtime.getRuntime().availableProcessors());
  }

  /** Batches to compute at a time, each by a thread of its own. */
  public int workers() {
    return workers;
  }

  /** Padded tokens of a batch that are worth trying on this device, ascending. */
  public List<Integer> tokenBudgets() {
    return device.isGpu()
        ? List.of(4096, 8192, 16_384, 32_768, 65_536)
        : List.of(512, 1024, 2048, 4096);
  }

  /** Where models of this run, e.g. {@code cpu} or {@code gpu:0}. */
  public String device() {
    return device.isGpu() ? "gpu:" + device.getDeviceId() : "cpu";
  }

  /** Loads a token classifier; the caller closes it. */
  public TorchTokenClassifier load(Checkpoint checkpoint, Dtype dtype) throws IOException {
    return switch (dtype) {
      case FP32 -> TorchTokenClassifier.load(checkpoint, device, ComputeType.FP32);
      case BF16 -> TorchTokenClassifier.load(checkpoint, device, ComputeType.BF16);
      case AUTO -> fastest(checkpoint, compute -> load(checkpoint, compute));
    };
  }

  /** Loads a checkpoint with both heads; the caller closes it. */
  public TorchTwoHeadClassifier loadTwoHeads(Checkpoint checkpoint, Dtype dtype)
      throws IOException {
    Loader<TorchTwoHeadClassifier> loader =
        compute -> TorchTwoHeadClassifier.load(checkpoint, device, compute);
    return switch (dtype) {
      case FP32 -> loader.load(ComputeType.FP32);
      case BF16 -> loader.load(ComputeType.BF16);
      case AUTO -> fastest(checkpoint, loader);
    };
  }

  /** Loads a masked language model; the caller closes it. */
  public TorchMaskFiller loadMaskFiller(Checkpoint checkpoint, Dtype dtype) throws IOException {
    checkpoint.requireWordHead();
    return TorchMaskFiller.load(checkpoint, device, compute(checkpoint, dtype));
  }

  /** Loads a token classifier for training; the caller closes it. */
  public TrainableClassifier trainable(TrainingStart start) throws IOException {
    return new TorchTrainableClassifier(start, device, compute(start));
  }

  /** Loads a masked language model for training; the caller closes it. */
  public TrainableMaskedLm trainableMaskedLm(TrainingStart start) throws IOException {
    return new TorchTrainableMaskedLm(start, device, compute(start));
  }

  /** Loads a checkpoint with both heads for training them together; the caller closes it. */
  public TrainableJoint trainableJoint(TrainingStart start) throws IOException {
    return new TorchTrainableJoint(start, device, compute(start));
  }

  /** Products of large matrices; the caller closes it. */
  public TorchMatmul matmul(ComputeType compute) throws IOException {
    return TorchMatmul.load(device, compute);
  }

  /** Loads a token classifier that computes in this format; the caller closes it. */
  public TorchTokenClassifier load(Checkpoint checkpoint, ComputeType compute) throws IOException {
    return TorchTokenClassifier.load(checkpoint, device, compute);
  }

  private ComputeType compute(TrainingStart start) throws IOException {
    return compute(start.checkpoint(), start.dtype());
  }

  private ComputeType compute(Checkpoint checkpoint, Dtype dtype) throws IOException {
    return switch (dtype) {
      case FP32 -> ComputeType.FP32;
      case BF16 -> ComputeType.BF16;
      case AUTO -> {
        // What the trial computes is the encoder; any head will do whose shares can differ.
        Checkpoint trial =
            checkpoint.hasTagHead()
                ? checkpoint
                : checkpoint.withNewHead(new LabelSet(List.of("O", "B-X")), 0);
        try (TorchTokenClassifier chosen = fastest(trial, type -> load(trial, type))) {
          yield chosen.compute();
        }
      }
    };
  }

  /** Loads a model in a number format. */
  private interface Loader<M> {
    M load(ComputeType compute) throws IOException;
  }

  private <M extends TorchTokenClassifier> M fastest(Checkpoint checkpoint, Loader<M> loader)
      throws IOException {
    String kind = kind(checkpoint);
    ComputeType known = found.get(kind);
    if (known != null) {
      return loader.load(known);
    }
    TokenBatch trial = trialBatch(checkpoint);
    M exact = loader.load(ComputeType.FP32);
    M low = loader.load(ComputeType.BF16);
    double difference = difference(exact.classify(trial), low.classify(trial));
    long exactNanos = Long.MAX_VALUE;
    long lowNanos = Long.MAX_VALUE;
    // By turns, and the best of each: what else the machine does meanwhile must not decide.
    for (int i = 0; i < TRIALS; i++) {
      exactNanos = Math.min(exactNanos, nanos(exact, trial));
      lowNanos = Math.min(lowNanos, nanos(low, trial));
    }
    boolean lowWins = lowNanos < exactNanos && difference < TOLERATED_DIFFERENCE;
    (lowWins ? exact : low).close();
    LOG.info(
        "{} computes in {}: a batch of {}x{} takes {} ms in fp32, {} ms in bf16 (largest difference {})",
        device(),
        lowWins ? "bf16" : "fp32",
        TRIAL_ROWS,
        trial.length(),
        exactNanos / 1_000_000,
        lowNanos / 1_000_000,
        "%.3f".formatted(difference));
    found.put(kind, lowWins ? ComputeType.BF16 : ComputeType.FP32);
    return lowWins ? low : exact;
  }

  /** What two models have in common that compute alike: all but weights and the names of labels. */
  public static String kind(Checkpoint checkpoint) {
    ModelConfig its = checkpoint.config();
    return "%s, %d layers of %d and %d, %d heads, %d words"
        .formatted(
            its.family(),
            its.layers(),
            its.hiddenSize(),
            its.intermediateSize(),
            its.heads(),
            its.vocabSize());
  }

  private static long nanos(TorchTokenClassifier model, TokenBatch batch) {
    long start = System.nanoTime();
    model.classify(batch);
    return System.nanoTime() - start;
  }

  private static TokenBatch trialBatch(Checkpoint checkpoint) {
    int length = Math.min(TRIAL_LENGTH, checkpoint.config().maxPositions());
    int[] ids = new int[TRIAL_ROWS * length];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = (int) (i * 2_654_435_761L % checkpoint.config().vocabSize());
    }
    int[] lengths = new int[TRIAL_ROWS];
    Arrays.fill(lengths, length);
    return new TokenBatch(length, ids, lengths);
  }

  private static double difference(LabelProbabilities a, LabelProbabilities b) {
    double largest = 0;
    for (int i = 0; i < a.values().length; i++) {
      double d = Math.abs(a.values()[i] - b.values()[i]);
      largest = Double.isNaN(d) ? Double.POSITIVE_INFINITY : Math.max(largest, d);
    }
    return largest;
  }
}
