package dev.tidemark.app.bench;

import dev.tidemark.app.cli.CommandFailedException;
import dev.tidemark.app.feed.TextLine;
import dev.tidemark.app.models.ModelFolder;
import dev.tidemark.app.models.StoredModels;
import dev.tidemark.app.process.NativeHeap;
import dev.tidemark.app.process.ScratchFolder;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.app.settings.TrainerSettings;
import dev.tidemark.app.tagger.LiveModelFollower;
import dev.tidemark.app.tagger.LoadedTagger;
import dev.tidemark.app.tagger.SwapTimes;
import dev.tidemark.app.tagger.TaggerLoader;
import dev.tidemark.bench.NativeMemory;
import dev.tidemark.inference.SwappableTagger;
import dev.tidemark.inference.TaggerMetrics;
import dev.tidemark.inference.Tagging;
import dev.tidemark.model.checkpoint.ElementType;
import dev.tidemark.model.store.ModelDraft;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The turns of {@code bench swap}: a swap is what {@link LiveModelFollower} does, from a store in a
 * folder, with the weights in fp32 as a trainer publishes them.
 */
final class BenchSwapContest {

  /** Texts that are answered between two swaps while memory is watched. */
  private static final int BETWEEN = 64;

  /**
   * What is asked for.
   *
   * @param seconds of a turn
   * @param every seconds between two swaps
   * @param swaps while memory is watched
   */
  record Plan(int partitions, int rounds, int seconds, int every, int swaps) {}

  private final TrialSettings trialSettings;
  private final PrintStream err;
  private final Plan plan;
  private final List<SwapTimes> swaps = new ArrayList<>();
  private int swapped;

  BenchSwapContest(TrialSettings trialSettings, PrintStream err, Plan plan) {
    this.trialSettings = trialSettings;
    this.err = err;
    this.plan = plan;
  }

  BenchSwapReport run(@Nullable String source, InputStream standardInput) throws Exception {
    Configuration settings = trialSettings.common();
    publishTwice(settings);
    TaggerLoader loader = new TaggerLoader(settings, TaggerMetrics.NONE);
    LoadedTagger first = loader.load(version());
    BenchFeed feed = BenchFeed.read(source, standardInput, first.model(), settings);
    PairedTurns turns = new PairedTurns();
    try (SwappableTagger tagger = new SwappableTagger(first)) {
      if (plan.rounds > 0) {
        try (StreamTrials trials = new StreamTrials(trialSettings, feed, plan.partitions)) {
          say("warming up");
          int records = StreamTrials.records(trials.warmUp(tagger, plan.seconds), plan.seconds);
          var unused = swap(loader, tagger); // the first swap compiles what the others run
          for (int round = 1; round <= plan.rounds; round++) {
            say("round %d of %d".formatted(round, plan.rounds));
            double alone = trials.saturated(records, tagger).tokensPerSecond();
            turns.add(alone, swappingTurn(trials, loader, tagger, records));
          }
        }
      }
      List<SwapTimes> underLoad = List.copyOf(swaps);
      return new BenchSwapReport(
          first.model().version(),
          first.device(),
          plan,
          turns,
          underLoad,
          memory(loader, tagger, feed));
    }
  }

  /** The model that the settings name, as the versions 1 and 2. */
  private static void publishTwice(Configuration settings) throws IOException {
    try (ScratchFolder folder = ScratchFolder.create("tidemark-bench-model-");
        StoredModels models = StoredModels.of(settings)) {
      Path model = folder.path();
      ModelFolder.of(settings.get(Settings.MODEL_NER), settings)
          .read()
          .write(model, ElementType.F32);
      for (int i = 0; i < 2; i++) {
        var unused =
            models.store().publish(settings.get(TrainerSettings.NAME), ModelDraft.of(model, null));
      }
    }
  }

  private String version() {
    return trialSettings.common().get(TrainerSettings.NAME) + "@" + (1 + swapped % 2);
  }

  /** A turn with a swap every so often on a thread of its own, as in life. */
  private double swappingTurn(
      StreamTrials trials, TaggerLoader loader, SwappableTagger tagger, int records)
      throws InterruptedException {
    CountDownLatch over = new CountDownLatch(1);
    CompletableFuture<Void> swapping =
        CompletableFuture.runAsync(
            () -> swapUntil(over, loader, tagger), task -> new Thread(task, "live-model").start());
    double speed = trials.saturated(records, tagger).tokensPerSecond();
    over.countDown();
    swapping.join();
    return speed;
  }

  private void swapUntil(CountDownLatch over, TaggerLoader loader, SwappableTagger tagger) {
    long next = System.nanoTime();
    try {
      while (!over.await(Math.max(0, next - System.nanoTime()), TimeUnit.NANOSECONDS)) {
        next += Duration.ofSeconds(plan.every).toNanos();
        var unused = swap(loader, tagger);
      }
    } catch (IOException e) {
      throw new CommandFailedException("a swap failed: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private CompletableFuture<Void> swap(TaggerLoader loader, SwappableTagger tagger)
      throws IOException {
    swapped++;
    LoadedTagger next = loader.load(version());
    long loaded = System.nanoTime();
    LiveModelFollower.tryOut(next);
    swaps.add(loader.lastTimes((System.nanoTime() - loaded) / 1e9));
    return tagger.swap(next).thenRun(NativeHeap::trim);
  }

  /** Megabytes outside the Java heap after each swap; index 0 is before the first. */
  private List<Double> memory(TaggerLoader loader, SwappableTagger tagger, BenchFeed feed)
      throws Exception {
    List<Double> megabytes = new ArrayList<>();
    if (plan.swaps == 0 || !NativeMemory.isKnown()) {
      return megabytes;
    }
    say("%d swaps, memory after each".formatted(plan.swaps));
    serve(tagger, feed, 0);
    megabytes.add(NativeMemory.megabytes());
    for (int i = 1; i <= plan.swaps; i++) {
      swap(loader, tagger).get(1, TimeUnit.MINUTES);
      serve(tagger, feed, i * BETWEEN);
      megabytes.add(NativeMemory.megabytes());
    }
    return megabytes;
  }

  private static void serve(SwappableTagger tagger, BenchFeed feed, int from) throws Exception {
    List<CompletableFuture<Tagging>> answers = new ArrayList<>();
    for (int i = 0; i < BETWEEN; i++) {
      answers.add(tagger.submit(TextLine.read(feed.values().get((from + i) % feed.size())).text()));
    }
    tagger.hurry();
    for (CompletableFuture<Tagging> answer : answers) {
      answer.get(2, TimeUnit.MINUTES);
    }
  }

  private void say(String what) {
    err.println(what);
  }
}
