package dev.tidemark.app.bench;

import dev.tidemark.adaptation.AdaptationData;
import dev.tidemark.adaptation.AdaptationListener;
import dev.tidemark.adaptation.AdaptationRun;
import dev.tidemark.adaptation.GateReport;
import dev.tidemark.adaptation.GateSettings;
import dev.tidemark.adaptation.RunSnapshots;
import dev.tidemark.app.demo.DemoItems;
import dev.tidemark.app.models.ModelFolder;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.app.settings.TrainerSettings;
import dev.tidemark.app.tagger.DeviceOptions;
import dev.tidemark.app.tagger.LoadedTagger;
import dev.tidemark.app.trainer.AdaptationOptions;
import dev.tidemark.app.trainer.BundledReplay;
import dev.tidemark.app.trainer.PacedAdaptation;
import dev.tidemark.inference.BatchingTagger;
import dev.tidemark.inference.Tagger;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.torch.TorchTrainingEngine;
import dev.tidemark.training.TaggingScore;
import dev.tidemark.training.loop.Stage;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The turns of {@code bench adapt}: model and training in one process, as with {@code run --roles
 * tagger,trainer}.
 */
final class BenchAdaptContest {

  /** A queue that is not short again after so many turns stays long. */
  private static final int TURNS_TO_RECOVER = 6;

  /**
   * What is asked for.
   *
   * @param seconds of a turn
   * @param load share of the throughput, sent while the queue is watched
   */
  record Plan(int partitions, int rounds, int seconds, double load) {}

  private final TrialSettings trialSettings;
  private final PrintStream err;
  private final Plan plan;
  private final Configuration settings;
  private final TorchTrainingEngine engine;

  BenchAdaptContest(TrialSettings trialSettings, PrintStream err, Plan plan) {
    this.trialSettings = trialSettings;
    this.err = err;
    this.plan = plan;
    this.settings = trialSettings.common();
    // Before the tagger: of the number of threads that one has the last word.
    this.engine = new TorchTrainingEngine(DeviceOptions.models(settings));
  }

  BenchAdaptReport run(@Nullable String source, InputStream standardInput) throws Exception {
    Checkpoint model = ModelFolder.of(settings.get(Settings.MODEL_NER), settings).read();
    try (LoadedTagger loaded = LoadedTagger.load(settings)) {
      BenchFeed feed = BenchFeed.read(source, standardInput, loaded.model(), settings);
      try (StreamTrials trials = new StreamTrials(trialSettings, feed, plan.partitions)) {
        BatchingTagger tagger = loaded.tagger();
        PairedTurns turns = new PairedTurns();
        say("warming up");
        double speed = trials.warmUp(tagger, plan.seconds);
        for (int round = 1; round <= plan.rounds; round++) {
          say("round %d of %d".formatted(round, plan.rounds));
          StreamTrial.Throughput alone = turn(trials, tagger, speed);
          speed = alone.recordsPerSecond();
          try (Training training = new Training(model)) {
            // Half as fast, it should take as long.
            double beside = turn(trials, tagger, speed / 2).tokensPerSecond();
            training.requireRunning();
            turns.add(alone.tokensPerSecond(), beside);
          }
        }
        say("the queue before, during and after a training");
        return new BenchAdaptReport(
            loaded.model().version(),
            loaded.device(),
            Double.parseDouble(settings.get(TrainerSettings.PACE)),
            turns,
            lag(trials.next(), tagger, model, plan.load * speed));
      }
    }
  }

  private StreamTrial.Throughput turn(StreamTrials trials, Tagger tagger, double perSecond)
      throws InterruptedException {
    return trials.saturated(StreamTrials.records(perSecond, plan.seconds), tagger);
  }

  private BenchAdaptReport.Lag lag(
      StreamTrial trial, Tagger tagger, Checkpoint model, double perSecond)
      throws InterruptedException {
    Watch watch = new Watch(model);
    trial.steady(perSecond, watch, tagger);
    watch.close();
    return new BenchAdaptReport.Lag(perSecond, watch.before, watch.end, watch.recovery);
  }

  /** A turn without a training, two with one, then until the queue is as short as before. */
  private final class Watch implements LongPredicate, AutoCloseable {

    private final Checkpoint model;
    private final long began = System.nanoTime();
    private @Nullable Training training;
    private long ended;
    long before;
    long end;
    double recovery = Double.NaN;

    Watch(Checkpoint model) {
      this.model = model;
    }

    @Override
    public boolean test(long lag) {
      double turns = (System.nanoTime() - began) / 1e9 / plan.seconds;
      if (turns < 1) {
        before = turns < 0.5 ? 0 : Math.max(before, lag); // the group forms first
        return true;
      }
      if (training == null) {
        training = new Training(model);
      }
      if (turns < 3) {
        return true;
      }
      if (ended == 0) {
        training.requireRunning();
        close();
        ended = System.nanoTime();
        end = lag;
      }
      if (lag <= before) {
        recovery = (System.nanoTime() - ended) / 1e9;
        return false;
      }
      return turns < 3 + TURNS_TO_RECOVER;
    }

    @Override
    public void close() {
      if (training != null) {
        training.close();
      }
    }
  }

  /** Trains until it is closed, again and again if need be. */
  private final class Training implements AutoCloseable {

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CompletableFuture<Void> work;
    private volatile boolean over;

    Training(Checkpoint model) {
      work =
          CompletableFuture.runAsync(
              () -> train(model), task -> new Thread(task, "trainer").start());
      try {
        begun.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void train(Checkpoint model) {
      try {
        AdaptationData data =
            new AdaptationData(
                DemoItems.labelledCorrections(),
                BundledReplay.of(model.requireLabels()),
                List.of(),
                List.of());
        AdaptationListener until = new Until();
        double pace = Double.parseDouble(settings.get(TrainerSettings.PACE));
        while (!over) {
          var unused =
              new AdaptationRun(
                      engine,
                      AdaptationOptions.of(settings),
                      GateSettings.DEFAULT,
                      new PacedAdaptation(until, pace),
                      RunSnapshots.NONE)
                  .run(model, data);
        }
      } catch (CancellationException e) {
        // as asked
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      } finally {
        begun.countDown();
      }
    }

    void requireRunning() {
      if (work.isDone()) {
        work.join();
        throw new IllegalStateException("the training ended by itself");
      }
    }

    @Override
    public void close() {
      over = true;
      work.join();
    }

    /** Ends at the first step that finds it is over. */
    private final class Until implements AdaptationListener {

      @Override
      public void split(int train, int heldOut, int rehearsal, int golden) {
        begun.countDown();
      }

      @Override
      public void step(int step, int steps, int epoch, double loss) {
        if (over) {
          throw new CancellationException();
        }
      }

      @Override
      public void stage(Stage<TaggingScore> stage) {}

      @Override
      public void decided(GateReport report) {}
    }
  }

  private void say(String what) {
    err.println(what);
  }
}
