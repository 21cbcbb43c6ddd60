package dev.tidemark.training;

import dev.tidemark.model.LabelSet;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.training.metrics.Seqeval;
import dev.tidemark.training.metrics.SeqevalReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Fine-tunes a token classifier: epochs over length-grouped batches, evaluation after each, the
 * best epoch's weights kept.
 */
public final class TaggingTraining {

  private final Settings settings;
  private final TrainableClassifier model;
  private final LabelSet labels;
  private final int padTokenId;
  private final Listener listener;

  /**
   * How to train.
   *
   * @param epochs passes over the data
   * @param batchSize rows of a batch
   * @param accumulation batches to an optimizer step
   * @param warmup share of the steps during which the rate rises
   * @param seed of the order of the data
   */
  public record Settings(int epochs, int batchSize, int accumulation, double warmup, long seed) {}

  /**
   * One epoch.
   *
   * @param epoch from 1
   * @param trainLoss mean over its batches
   * @param validationLoss mean per token; null without validation data
   * @param report over the validation data; null without
   */
  public record Epoch(
      int epoch,
      double trainLoss,
      @Nullable Double validationLoss,
      @Nullable SeqevalReport report) {}

  /**
   * What came out.
   *
   * @param bestEpoch epoch whose weights these are
   * @param steps optimizer steps made
   * @param tokens trained on, special tokens included, padding left out
   * @param best weights of that epoch
   */
  public record Outcome(
      List<Epoch> epochs, int bestEpoch, int steps, long tokens, Checkpoint best) {}

  /** Told how it goes. */
  public interface Listener {
    void step(int step, int steps, int epoch, double loss);

    void epoch(Epoch epoch);
  }

  public TaggingTraining(
      Settings settings,
      TrainableClassifier model,
      LabelSet labels,
      int padTokenId,
      Listener listener) {
    this.settings = settings;
    this.model = model;
    this.labels = labels;
    this.padTokenId = padTokenId;
    this.listener = listener;
  }

  /**
   * Trains.
   *
   * @param validation chooses the best epoch by micro F1; null keeps the last
   */
  public Outcome run(List<Example> train, @Nullable TaggingDataset validation) {
    Random random = new Random(settings.seed());
    int batches = ceilDiv(train.size(), settings.batchSize());
    int stepsPerEpoch = ceilDiv(batches, settings.accumulation());
    int steps = stepsPerEpoch * settings.epochs();
    LinearSchedule schedule =
        new LinearSchedule(steps, (int) Math.round(steps * settings.warmup()));
    List<Epoch> epochs = new ArrayList<>();
    Checkpoint best = null;
    int bestEpoch = 0;
    double bestF1 = -1;
    int step = 0;
    long tokens = 0;
    for (int number = 1; number <= settings.epochs(); number++) {
      double loss = 0;
      int done = 0;
      List<List<Example>> plan = BatchPlanner.shuffled(train, settings.batchSize(), random);
      for (List<Example> rows : plan) {
        double batchLoss = model.accumulate(BatchPlanner.collate(rows, padTokenId));
        loss += batchLoss;
        tokens += rows.stream().mapToInt(Example::length).sum();
        done++;
        if (done % settings.accumulation() == 0 || done == plan.size()) {
          model.update(schedule.scale(step++));
        }
        listener.step(step, steps, number, batchLoss);
      }
      Epoch epoch = evaluated(number, loss / done, validation);
      epochs.add(epoch);
      listener.epoch(epoch);
      double f1 = epoch.report() == null ? number : epoch.report().micro().f1();
      if (f1 > bestF1) {
        bestF1 = f1;
        bestEpoch = number;
        best = model.checkpoint();
      }
    }
    if (best == null) {
      throw new IllegalArgumentException(
          "nothing was trained in %d epochs".formatted(settings.epochs()));
    }
    return new Outcome(List.copyOf(epochs), bestEpoch, step, tokens, best);
  }

  private Epoch evaluated(int number, double trainLoss, @Nullable TaggingDataset validation) {
    if (validation == null) {
      return new Epoch(number, trainLoss, null, null);
    }
    TaggingEvaluation.Result result =
        TaggingEvaluation.predict(
            validation.sentences(),
            validation.examples(),
            labels,
            WordDecoding.AUTO,
            padTokenId,
            settings.batchSize(),
            model::evaluate);
    SeqevalReport report = Seqeval.score(validation.references(), result.labels());
    return new Epoch(number, trainLoss, result.loss(), report);
  }

  private static int ceilDiv(int items, int size) {
    return (items + size - 1) / size;
  }
}
