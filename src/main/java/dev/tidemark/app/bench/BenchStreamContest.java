package dev.tidemark.app.bench;

import dev.tidemark.app.kafka.EmbeddedKafka;
import dev.tidemark.app.kafka.StreamWiring;
import dev.tidemark.app.models.ModelFolder;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.app.tagger.DeviceOptions;
import dev.tidemark.app.tagger.LoadedTagger;
import dev.tidemark.batch.BatchLimits;
import dev.tidemark.inference.BatchingTagger;
import dev.tidemark.inference.ServedModel;
import dev.tidemark.inference.TaggerCounts;
import dev.tidemark.inference.TaggerSettings;
import dev.tidemark.inference.Tagging;
import dev.tidemark.model.Dtype;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.stream.StreamMetrics;
import dev.tidemark.stream.StreamSettings;
import dev.tidemark.stream.TaggingStreams;
import dev.tidemark.torch.HuggingFaceTokens;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The turns of {@code bench stream}. Model and stream take them one after another, several times,
 * because a shared machine is now fast and now slow.
 */
final class BenchStreamContest {

  /** Of the model alone, for each turn of the stream. */
  private static final double RAW_SHARE = 0.4;

  private static final Duration WARM_UP = Duration.ofSeconds(8);

  /** Until the JVM has compiled what a stream runs. */
  private static final Duration FIRST_TURN = Duration.ofSeconds(10);

  private static final int MORE_PARTITIONS = 10;

  /** More than a naive topology tags in its turn. */
  private static final int NAIVE_RECORDS = 20_000;

  /** Makes the settings of a trial. */
  @FunctionalInterface
  interface Configurations {

    /**
     * Settings with topics and an application of this trial's own.
     *
     * @param threads of the model; 0 as the user said
     */
    Configuration of(String trial, int threads);
  }

  private final Configurations configurations;
  private final PrintStream err;
  private final int partitions;
  private final int rounds;
  private final int instances;
  private final Duration turn;
  private int trials;

  /**
   * @param instances to be compared with one; 1 for no such comparison
   */
  BenchStreamContest(
      Configurations configurations,
      PrintStream err,
      int partitions,
      int rounds,
      int seconds,
      int instances) {
    this.configurations = configurations;
    this.err = err;
    this.partitions = partitions;
    this.rounds = rounds;
    this.instances = instances;
    this.turn = Duration.ofSeconds(seconds);
  }

  BenchStreamReport run(@Nullable String source, InputStream standardInput)
      throws IOException, InterruptedException {
    Configuration settings = configurations.of("0", 0);
    try (LoadedTagger loaded = LoadedTagger.load(settings);
        EmbeddedKafka kafka = EmbeddedKafka.start()) {
      ServedModel model = loaded.model();
      int window = Math.min(settings.get(Settings.WINDOW_TOKENS), model.classifier().maxTokens());
      BenchFeed feed = BenchFeed.read(source, standardInput, model.tokenizer(), window);
      RawModelTrial raw =
          new RawModelTrial(
              model.classifier(),
              loaded.workers(),
              model.tokenizer().special().count(),
              feed.idealBatches(loaded.limits().maxTokens()));
      Series series = new Series();
      say("warming up");
      double speed = raw.tokensPerSecond(rawTurn());
      saturated(kafka, List.of(loaded), feed, speed, min(FIRST_TURN, turn));
      for (int round = 1; round <= rounds; round++) {
        say("round %d of %d".formatted(round, rounds));
        speed = raw.tokensPerSecond(rawTurn());
        TaggerCounts.Totals before = loaded.tagger().counts().totals();
        StreamTrial.Throughput stream = saturated(kafka, List.of(loaded), feed, speed, turn);
        series.add(speed, stream, loaded.tagger().counts().totals().minus(before));
      }
      series.shareOfOne = shareOfOne(kafka, loaded, feed, speed);
      say("naive topology");
      series.naive = naive(kafka, feed, settings);
      double half = series.medianRecordsPerSecond() / 2;
      say("half load, %.0f records/s".formatted(half));
      series.halfLoad = halfLoad(kafka, loaded, feed, half, partitions);
      say("half load on %d partitions".formatted(MORE_PARTITIONS * partitions));
      series.halfLoadMorePartitions =
          halfLoad(kafka, loaded, feed, half, MORE_PARTITIONS * partitions);
      return series.report(loaded, feed, partitions, settings.get(Settings.BATCH_LINGER));
    }
  }

  private StreamTrial.Throughput saturated(
      EmbeddedKafka kafka, List<LoadedTagger> taggers, BenchFeed feed, double speed, Duration time)
      throws InterruptedException {
    StreamTrial trial = trial(kafka, feed, partitions);
    int records = (int) Math.max(100, speed * time.toSeconds() / feed.meanTokens());
    return trial.saturated(
        records,
        metrics ->
            taggers.stream().map(tagger -> topology(kafka, trial, tagger, metrics)).toList());
  }

  /**
   * One instance with all workers by turns with several that share them, each with a model and a
   * Kafka client of its own.
   *
   * @return what they tag together, as a share of what the one does; NaN when there is but one
   */
  private double shareOfOne(EmbeddedKafka kafka, LoadedTagger loaded, BenchFeed feed, double speed)
      throws IOException, InterruptedException {
    if (instances == 1) {
      return Double.NaN;
    }
    List<LoadedTagger> small = new ArrayList<>();
    try {
      for (int i = 0; i < instances; i++) {
        int threads = Math.max(1, loaded.workers() / instances);
        small.add(LoadedTagger.load(configurations.of("0", threads)));
      }
      List<Double> shares = new ArrayList<>();
      for (int round = 1; round <= rounds; round++) {
        say("%d instances, round %d of %d".formatted(instances, round, rounds));
        double one = saturated(kafka, List.of(loaded), feed, speed, turn).tokensPerSecond();
        double several = saturated(kafka, small, feed, speed, turn).tokensPerSecond();
        shares.add(several / one);
      }
      return BenchStreamReport.median(shares);
    } finally {
      small.forEach(LoadedTagger::close);
    }
  }

  private BenchStreamReport.HalfLoad halfLoad(
      EmbeddedKafka kafka, LoadedTagger loaded, BenchFeed feed, double perSecond, int partitions)
      throws InterruptedException {
    StreamTrial trial = trial(kafka, feed, partitions);
    TaggerCounts.Totals before = loaded.tagger().counts().totals();
    StreamTrial.Delays delays =
        trial.paced(perSecond, WARM_UP, turn, metrics -> topology(kafka, trial, loaded, metrics));
    TaggerCounts.Totals done = loaded.tagger().counts().totals().minus(before);
    return new BenchStreamReport.HalfLoad(
        partitions,
        perSecond,
        delays,
        1000 * done.modelSeconds() / Math.max(1, done.batches()),
        done.paddingShare());
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  private Duration rawTurn() {
    return Duration.ofMillis((long) (RAW_SHARE * turn.toMillis()));
  }

  private StreamTrial trial(EmbeddedKafka kafka, BenchFeed feed, int partitions) {
    return new StreamTrial(
        kafka, configurations.of(Integer.toString(++trials), 0), feed, partitions);
  }

  private static TaggingStreams topology(
      EmbeddedKafka kafka, StreamTrial trial, LoadedTagger loaded, StreamMetrics metrics) {
    return StreamWiring.streams(
        trial.settings(),
        kafka.bootstrapServers(),
        loaded.tagger(),
        metrics,
        StreamSettings.MAX_RECORD_BYTES);
  }

  /** One text per forward pass, in fp32, all cores for it; everything else alike. */
  private double naive(EmbeddedKafka kafka, BenchFeed feed, Configuration settings)
      throws IOException, InterruptedException {
    ModelFolder folder = ModelFolder.of(settings.get(Settings.MODEL_NER), settings);
    Checkpoint checkpoint = folder.read();
    try (ServedModel model =
            new ServedModel(
                folder.version(),
                DeviceOptions.models(settings).load(checkpoint, Dtype.FP32),
                HuggingFaceTokens.of(checkpoint));
        BatchingTagger tagger = new BatchingTagger(model, oneByOne(settings))) {
      StreamTrial trial = trial(kafka, feed, partitions);
      AtomicBoolean over = new AtomicBoolean();
      Tagging nothing = new Tagging(List.of(), folder.version(), "", 1, 0);
      Function<String, Tagging> tag = text -> over.get() ? nothing : tagger.submit(text).join();
      return trial
          .during(
              turn,
              NAIVE_RECORDS,
              StreamWiring.oneByOne(trial.settings(), kafka.bootstrapServers(), tag),
              () -> over.set(true))
          .tokensPerSecond();
    }
  }

  private static TaggerSettings oneByOne(Configuration settings) {
    return new TaggerSettings(
        settings.get(Settings.AGGREGATION),
        settings.get(Settings.WINDOW_TOKENS),
        settings.get(Settings.WINDOW_STRIDE),
        settings.get(Settings.TEXT_MAX_TOKENS),
        new BatchLimits(settings.get(Settings.WINDOW_TOKENS), 1, Duration.ZERO),
        1,
        settings.get(Settings.TEXT_MAX_TOKENS));
  }

  private void say(String what) {
    err.println(what);
  }

  /** What the rounds gave. */
  private final class Series {

    final List<Double> raw = new ArrayList<>();
    final List<Double> tokens = new ArrayList<>();
    final List<Double> records = new ArrayList<>();
    final List<Double> shares = new ArrayList<>();
    final Map<String, Double> cpu = new TreeMap<>();
    TaggerCounts.Totals tagger = TaggerCounts.Totals.NONE;
    double naive = Double.NaN;
    double shareOfOne = Double.NaN;
    BenchStreamReport.@Nullable HalfLoad halfLoad;
    BenchStreamReport.@Nullable HalfLoad halfLoadMorePartitions;

    void add(double rawSpeed, StreamTrial.Throughput stream, TaggerCounts.Totals counts) {
      raw.add(rawSpeed);
      tokens.add(stream.tokensPerSecond());
      records.add(stream.recordsPerSecond());
      shares.add(stream.tokensPerSecond() / rawSpeed);
      tagger = tagger.plus(counts);
      stream.cpuSeconds().forEach((part, used) -> cpu.merge(part, used, Double::sum));
    }

    double medianRecordsPerSecond() {
      return BenchStreamReport.median(records);
    }

    BenchStreamReport report(LoadedTagger loaded, BenchFeed feed, int partitions, Duration linger) {
      return new BenchStreamReport(
          loaded.model().version(),
          loaded.device(),
          loaded.workers(),
          loaded.limits().maxTokens(),
          partitions,
          feed.meanTokens(),
          linger,
          raw,
          tokens,
          records,
          shares,
          naive,
          instances,
          shareOfOne,
          tagger,
          cpu,
          halfLoad,
          halfLoadMorePartitions);
    }
  }
}
