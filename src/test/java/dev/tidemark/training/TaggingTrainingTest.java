package dev.tidemark.training;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.model.Dtype;
import dev.tidemark.model.LabelSet;
import dev.tidemark.model.TokenClassifier;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.token.Tokenizer;
import dev.tidemark.testing.TinyBert;
import dev.tidemark.testing.Weights;
import dev.tidemark.torch.HuggingFaceTokens;
import dev.tidemark.torch.TorchModels;
import dev.tidemark.training.data.LabelledSentence;
import dev.tidemark.training.loop.LoopSettings;
import dev.tidemark.training.loop.Outcome;
import dev.tidemark.training.loop.Stage;
import dev.tidemark.training.loop.TrainingListener;
import dev.tidemark.training.loop.TrainingLoop;
import dev.tidemark.training.metrics.Seqeval;
import dev.tidemark.training.metrics.SeqevalReport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whole trainings of a tiny model on made-up sentences. */
class TaggingTrainingTest {

  private static final TorchModels CPU = new TorchModels("cpu", 1);
  private static final TinyBert TINY = TinyBert.ofSeed(11).withHidden(16);
  private static final LabelSet LABELS = new LabelSet(TINY.labels());

  private final List<Stage<TaggingScore>> told = new ArrayList<>();
  private final List<String> steps = new ArrayList<>();

  @Test
  void theSeedDecidesEverything() throws IOException {
    Outcome<TaggingScore> first = train(settings(2, 1), 5, true);
    Outcome<TaggingScore> again = train(settings(2, 1), 5, true);
    Outcome<TaggingScore> otherOrder = train(settings(2, 1), 6, true);
    Outcome<TaggingScore> otherDropout = train(LoopSettings.of(2, 1, 0.1, 99), 5, true);

    assertThat(again.stages()).isEqualTo(first.stages());
    Weights.assertSame(again.checkpoint(), first.checkpoint(), "again");
    assertThat(otherOrder.stages()).isNotEqualTo(first.stages());
    assertThat(otherDropout.stages()).isNotEqualTo(first.stages());
  }

  @Test
  void learnsAndReturnsTheWeightsOfTheBestEpoch() throws IOException {
    Outcome<TaggingScore> outcome = train(settings(10, 1), 5, true);

    List<Double> f1 =
        outcome.stages().stream().map(stage -> requireNonNull(stage.measured()).score()).toList();
    double best = f1.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    assertThat(best).isGreaterThan(0.4).isGreaterThan(f1.get(0));
    assertThat(outcome.best().epoch()).isEqualTo(f1.indexOf(best) + 1);
    assertThat(told).isEqualTo(outcome.stages());
    assertThat(outcome.stages().get(9).trainLoss())
        .isLessThan(outcome.stages().get(0).trainLoss() / 2);

    // Scored anew, by a model that only serves.
    assertThat(score(outcome.checkpoint()).micro().f1()).isEqualTo(best);
  }

  /** The rate is so high that the model falls apart after it had learnt something. */
  @Test
  void aLaterWorseEpochDoesNotReplaceTheBest() throws IOException {
    Checkpoint learnt = train(settings(10, 1), 5, true).checkpoint();
    double start = score(learnt).micro().f1();
    Outcome<TaggingScore> outcome = train(learnt, LoopSettings.of(4, 1, 0.9, 1), 0.3, 5, true);

    List<Double> f1 =
        outcome.stages().stream().map(stage -> requireNonNull(stage.measured()).score()).toList();
    assertThat(f1.get(3)).as("worse at the end, or this proves nothing: %s", f1).isLessThan(start);
    double best = f1.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    assertThat(outcome.best().epoch()).isEqualTo(f1.indexOf(best) + 1).isLessThan(4);
    assertThat(score(outcome.checkpoint()).micro().f1()).isEqualTo(best);
  }

  @Test
  void withoutValidationTheLastEpochIsKept() throws IOException {
    Outcome<TaggingScore> outcome = train(settings(3, 1), 5, false);

    assertThat(outcome.best().epoch()).isEqualTo(3);
    assertThat(outcome.stages()).allMatch(stage -> stage.measured() == null);
    Weights.assertSame(outcome.checkpoint(), lastWeights(), "the last");
  }

  /** 50 rows in batches of 8 are 7 batches, in steps of 3 batches 3 steps an epoch. */
  @Test
  void stepsAndTokensAreCounted() throws IOException {
    Outcome<TaggingScore> outcome = train(settings(2, 3), 5, false);

    assertThat(outcome.steps()).isEqualTo(6);
    assertThat(outcome.tokens())
        .isEqualTo(2L * rows(sentences(50, 1)).stream().mapToInt(Example::length).sum());
    assertThat(steps)
        .containsExactly(
            "0/6 1", "0/6 1", "1/6 1", "1/6 1", "1/6 1", "2/6 1", "3/6 1", "3/6 2", "3/6 2",
            "4/6 2", "4/6 2", "4/6 2", "5/6 2", "6/6 2");
  }

  @Test
  void noEpochsAreRefused() {
    assertThatThrownBy(() -> train(settings(0, 1), 5, false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private @Nullable Checkpoint last;

  private Checkpoint lastWeights() {
    return requireNonNull(last);
  }

  private Outcome<TaggingScore> train(LoopSettings settings, long orderSeed, boolean validate)
      throws IOException {
    return train(TINY.checkpoint().withNewHead(LABELS, 3), settings, 2e-2, orderSeed, validate);
  }

  private Outcome<TaggingScore> train(
      Checkpoint start, LoopSettings settings, double rate, long orderSeed, boolean validate)
      throws IOException {
    told.clear();
    steps.clear();
    OptimizerSettings optimizer =
        new OptimizerSettings(rate, 1, 1, 0.01, 1, settings.accumulation());
    try (TrainableClassifier model =
        CPU.trainable(
            TrainingStart.of(
                start, Dtype.FP32, new RegularisationSettings(0.1, 0.1, 0), optimizer))) {
      List<LabelledSentence> held = sentences(30, 2);
      TaggingDataset dev = new TaggingDataset(held, rows(held));
      TrainingLoop<LabelledBatch, TaggingScore> loop =
          new TrainingLoop<>(
              settings,
              model,
              new LabelledSentences(rows(sentences(50, 1)), 8, 0, orderSeed),
              validate ? () -> TaggingScore.of(dev, LABELS, 0, 8, model::evaluate) : null,
              new TrainingListener<>() {
                @Override
                public void step(int step, int of, int epoch, double loss) {
                  steps.add(step + "/" + of + " " + epoch);
                }

                @Override
                public void stage(Stage<TaggingScore> stage) {
                  told.add(stage);
                }
              });
      Outcome<TaggingScore> outcome = loop.run();
      last = model.checkpoint();
      return outcome;
    }
  }

  private static LoopSettings settings(int epochs, int accumulation) {
    return LoopSettings.of(epochs, accumulation, 0.1, 7);
  }

  private static SeqevalReport score(Checkpoint checkpoint) throws IOException {
    List<LabelledSentence> held = sentences(30, 2);
    try (TokenClassifier model = CPU.load(checkpoint, Dtype.FP32)) {
      TaggingEvaluation.Result result =
          TaggingEvaluation.predict(
              held,
              rows(held),
              LABELS,
              WordDecoding.AUTO,
              0,
              4,
              batch -> new TrainableClassifier.Evaluated(0, model.classify(batch.tokens())));
      return Seqeval.score(held.stream().map(LabelledSentence::labels).toList(), result.labels());
    }
  }

  private static List<Example> rows(List<LabelledSentence> sentences) {
    try (Tokenizer tokenizer = HuggingFaceTokens.of(TINY.checkpoint())) {
      return TaggingDataset.of(
              sentences, 1, new LabelAlignment(tokenizer, LABELS, TINY.maxPositions()))
          .examples();
    }
  }

  /** Some words are people, some places, whatever stands around them: a dictionary to learn. */
  private static List<LabelledSentence> sentences(int count, long seed) {
    Map<String, String> dictionary =
        Map.of(
            "ada", "B-PER", "love", "B-PER", "paris", "B-LOC", "7", "B-LOC", "the", "O", "in", "O",
            "met", "O", ".", "O");
    List<String> words = dictionary.keySet().stream().sorted().toList();
    Random random = new Random(seed);
    List<LabelledSentence> sentences = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<String> chosen = new ArrayList<>();
      for (int word = 2 + random.nextInt(8); word > 0; word--) {
        chosen.add(words.get(random.nextInt(words.size())));
      }
      sentences.add(
          new LabelledSentence(
              chosen, chosen.stream().map(word -> requireNonNull(dictionary.get(word))).toList()));
    }
    return sentences;
  }
}
