package dev.tidemark.app.bench;

import dev.tidemark.app.models.ModelFolder;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Flag;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.app.tagger.DeviceOptions;
import dev.tidemark.app.tagger.LoadedTagger;
import dev.tidemark.batch.BatchLimits;
import dev.tidemark.bench.Speed;
import dev.tidemark.inference.BatchingTagger;
import dev.tidemark.inference.ServedModel;
import dev.tidemark.inference.TaggerCounts;
import dev.tidemark.inference.TaggerSettings;
import dev.tidemark.inference.Tagging;
import dev.tidemark.model.Dtype;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.torch.HuggingFaceTokens;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
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

  /**
   * What is asked for.
   *
   * @param turn of the stream
   * @param instances to be compared with one; 1 for no such comparison
   */
  record Plan(int partitions, int rounds, Duration turn, int instances) {

    private Duration rawTurn() {
      return Duration.ofMillis((long) (RAW_SHARE * turn.toMillis()));
    }

    private Duration firstTurn() {
      return turn.compareTo(FIRST_TURN) < 0 ? turn : FIRST_TURN;
    }
  }

  private final TrialSettings settings;
  private final PrintStream err;
  private final Plan plan;

  BenchStreamContest(TrialSettings settings, PrintStream err, Plan plan) {
    this.settings = settings;
    this.err = err;
    this.plan = plan;
  }

  BenchStreamReport run(@Nullable String source, InputStream standardInput)
      throws IOException, InterruptedException {
    Configuration common = settings.common();
    try (LoadedTagger loaded = LoadedTagger.load(common)) {
      ServedModel model = loaded.model();
      BenchFeed feed = BenchFeed.read(source, standardInput, model, common);
      RawModelTrial raw =
          new RawModelTrial(
              model.classifier(),
              loaded.workers(),
              model.tokenizer().special().count(),
              feed.idealBatches(loaded.limits().maxTokens()));
      try (StreamTrials trials = new StreamTrials(settings, feed, plan.partitions)) {
        StreamSeries series = new StreamSeries();
        int records = rounds(trials, loaded, raw, feed.meanTokens(), series);
        series.shareOfOne = shareOfOne(trials, loaded, records);
        say("naive topology");
        series.naive = naive(trials.next(), common);
        double half = series.medianRecordsPerSecond() / 2;
        say("half load, %.0f records/s".formatted(half));
        series.halfLoad = halfLoad(trials, loaded, half, plan.partitions);
        int more = MORE_PARTITIONS * plan.partitions;
        say("half load on %d partitions".formatted(more));
        series.halfLoadMorePartitions = halfLoad(trials, loaded, half, more);
        return series.report(loaded, feed.meanTokens(), plan, common.get(Settings.BATCH_LINGER));
      }
    }
  }

  /**
   * Model and stream by turns.
   *
   * @return how many records made the last turn of the stream
   */
  private int rounds(
      StreamTrials trials,
      LoadedTagger loaded,
      RawModelTrial raw,
      double meanTokens,
      StreamSeries series)
      throws InterruptedException {
    say("warming up");
    double speed = raw.tokensPerSecond(plan.rawTurn());
    var unused =
        trials.saturated(
            StreamTrials.records(speed / meanTokens, plan.firstTurn().toSeconds()),
            loaded.tagger());
    int records = 0;
    for (int round = 1; round <= plan.rounds; round++) {
      say("round %d of %d".formatted(round, plan.rounds));
      speed = raw.tokensPerSecond(plan.rawTurn());
      records = StreamTrials.records(speed / meanTokens, plan.turn.toSeconds());
      TaggerCounts.Totals before = loaded.tagger().counts().totals();
      StreamTrial.Throughput stream = trials.saturated(records, loaded.tagger());
      series.add(speed, stream, loaded.tagger().counts().totals().minus(before));
    }
    return records;
  }

  /**
   * One instance with all workers by turns with several that share them, each with a model and a
   * Kafka client of its own.
   *
   * @return what they tag together, as a share of what the one does; NaN when there is but one
   */
  private double shareOfOne(StreamTrials trials, LoadedTagger loaded, int records)
      throws IOException, InterruptedException {
    if (plan.instances == 1) {
      return Double.NaN;
    }
    int threads = Math.max(1, loaded.workers() / plan.instances);
    Flag share = Flag.of("--bench", Settings.THREADS, Integer.toString(threads));
    List<LoadedTagger> small = new ArrayList<>();
    try {
      for (int i = 0; i < plan.instances; i++) {
        small.add(LoadedTagger.load(settings.of("0", share)));
      }
      List<BatchingTagger> taggers = small.stream().map(LoadedTagger::tagger).toList();
      List<Double> shares = new ArrayList<>();
      for (int round = 1; round <= plan.rounds; round++) {
        say("%d instances, round %d of %d".formatted(plan.instances, round, plan.rounds));
        double one = trials.saturated(records, loaded.tagger()).tokensPerSecond();
        double several = trials.next().saturated(records, taggers).tokensPerSecond();
        shares.add(several / one);
      }
      return Speed.median(shares);
    } finally {
      small.forEach(LoadedTagger::close);
    }
  }

  private BenchStreamReport.HalfLoad halfLoad(
      StreamTrials trials, LoadedTagger loaded, double perSecond, int partitions)
      throws InterruptedException {
    StreamTrial trial = trials.next(partitions);
    TaggerCounts.Totals before = loaded.tagger().counts().totals();
    StreamTrial.Delays delays = trial.paced(perSecond, WARM_UP, plan.turn, loaded.tagger());
    TaggerCounts.Totals done = loaded.tagger().counts().totals().minus(before);
    return new BenchStreamReport.HalfLoad(
        partitions,
        perSecond,
        delays,
        1000 * done.modelSeconds() / Math.max(1, done.batches()),
        done.paddingShare());
  }

  /** One text per forward pass, in fp32, all cores for it; everything else alike. */
  private double naive(StreamTrial trial, Configuration common)
      throws IOException, InterruptedException {
    ModelFolder folder = ModelFolder.of(common.get(Settings.MODEL_NER), common);
    Checkpoint checkpoint = folder.read();
    try (ServedModel model =
            new ServedModel(
                folder.version(),
                DeviceOptions.models(common).load(checkpoint, Dtype.FP32),
                HuggingFaceTokens.of(checkpoint));
        BatchingTagger tagger = new BatchingTagger(model, oneByOne(common))) {
      AtomicBoolean over = new AtomicBoolean();
      Tagging nothing = new Tagging(List.of(), folder.version(), "", 1, 0);
      return trial
          .naive(
              plan.turn,
              NAIVE_RECORDS,
              text -> over.get() ? nothing : tagger.submit(text).join(),
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
}
