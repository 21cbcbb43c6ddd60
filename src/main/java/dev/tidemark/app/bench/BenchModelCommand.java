package dev.tidemark.app.bench;

import dev.tidemark.app.cli.Shell;
import dev.tidemark.app.cli.UsageException;
import dev.tidemark.app.models.ModelFolder;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.app.tagger.DeviceOptions;
import dev.tidemark.bench.BatchShape;
import dev.tidemark.bench.Peer;
import dev.tidemark.model.Dtype;
import dev.tidemark.model.LabelSet;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.torch.ComputeType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Times the model alone: full batches, no texts, no Kafka. */
@Command(
    name = "model",
    description = {
      "Times forward passes on full batches, against the machine's own peak and against other engines.",
      "Every contestant runs by turns, in several rounds; figures are medians."
    },
    footerHeading = "%nExample:%n",
    footer = "  tidemark bench model --model default --shapes 64x32,32x128 --peers")
final class BenchModelCommand implements Callable<Integer> {

  /** Of a checkpoint without a head, which then gets a random one: speed does not depend on it. */
  private static final LabelSet USUAL_LABELS =
      new LabelSet(
          List.of("O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC", "B-MISC", "I-MISC"));

  private static final long HEAD_SEED = 1;

  /** Enough for the median of {@link BenchModelContest#ROUNDS} stretches. */
  private static final double SECONDS_PER_CONTESTANT = 3;

  @Option(
      names = "--model",
      defaultValue = ModelFolder.DEFAULT,
      paramLabel = ModelFolder.LABEL,
      description =
          "Checkpoint folder or model of the Hugging Face Hub, with or without a head (default: the model that comes with Tidemark).")
  String model = ModelFolder.DEFAULT;

  @Option(
      names = "--shapes",
      split = ",",
      defaultValue = "64x32,32x128",
      paramLabel = "ROWSxLENGTH",
      description = "Batches to compute (default: ${DEFAULT-VALUE}).")
  List<String> shapes = List.of();

  @Option(
      names = "--peers",
      description = "Measure ONNX Runtime as well, fp32 and int8; takes a build with it.")
  boolean peers;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "Time for all measuring together (default: 3 for each contestant and shape).")
  @Nullable Double seconds;

  @Option(names = "--json", description = "Print one JSON object.")
  boolean json;

  @Mixin DeviceOptions device = new DeviceOptions();

  private final Shell shell;

  BenchModelCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Configuration settings = shell.configuration(device.flags());
    if (seconds != null && !(seconds > 0 && seconds < 86_400)) {
      throw new UsageException("--seconds is %s, not between 0 and a day".formatted(seconds));
    }
    ModelFolder folder = ModelFolder.of(model, settings);
    Checkpoint checkpoint = withHead(folder.read());
    List<BatchShape> wanted = shapes(checkpoint);
    List<Peer> others = peers ? peers() : List.of();
    try (BenchModelContest contest =
        new BenchModelContest(
            checkpoint,
            DeviceOptions.models(settings),
            cores(settings),
            types(settings.get(Settings.DTYPE)))) {
      contest.enter(wanted, others);
      double time = seconds == null ? SECONDS_PER_CONTESTANT * contest.size() : seconds;
      BenchModelReport report;
      try (BenchProgress progress = new BenchProgress(shell.err(), contest.stretches())) {
        report = contest.run(folder.version(), time, progress::step);
      }
      report.tell(shell, json);
    }
    return 0;
  }

  private static Checkpoint withHead(Checkpoint checkpoint) {
    return checkpoint.config().labels() == null
            || !checkpoint.tensors().containsKey("classifier.weight")
        ? checkpoint.withNewHead(USUAL_LABELS, HEAD_SEED)
        : checkpoint;
  }

  private List<BatchShape> shapes(Checkpoint checkpoint) {
    List<BatchShape> wanted = new ArrayList<>();
    for (String shape : shapes) {
      BatchShape parsed;
      try {
        parsed = BatchShape.parse(shape);
      } catch (IllegalArgumentException e) {
        throw new UsageException("--shapes: " + e.getMessage(), e);
      }
      int longest = checkpoint.config().maxPositions();
      if (parsed.length() > longest) {
        throw new UsageException(
            "--shapes: rows of %d tokens, but this model takes %d at most"
                .formatted(parsed.length(), longest));
      }
      if (wanted.contains(parsed)) {
        throw new UsageException("--shapes: %s stands twice".formatted(shape));
      }
      wanted.add(parsed);
    }
    return wanted;
  }

  private static List<Peer> peers() {
    List<Peer> found = ServiceLoader.load(Peer.class).stream().map(p -> p.get()).toList();
    if (found.isEmpty()) {
      throw new UsageException(
          "--peers: this build of Tidemark has no other engine in it; in a folder with its source"
              + " ./tidemark builds one by itself, or: mvn -B -Ppeers -DskipTests package");
    }
    return found;
  }

  private static int cores(Configuration settings) {
    int threads = settings.get(Settings.THREADS);
    return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
  }

  private static List<ComputeType> types(Dtype dtype) {
    return switch (dtype) {
      case FP32 -> List.of(ComputeType.FP32);
      case BF16 -> List.of(ComputeType.BF16);
      case AUTO -> List.of(ComputeType.FP32, ComputeType.BF16);
    };
  }
}
