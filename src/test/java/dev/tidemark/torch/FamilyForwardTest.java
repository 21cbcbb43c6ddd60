package dev.tidemark.torch;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tidemark.model.Dtype;
import dev.tidemark.model.LabelProbabilities;
import dev.tidemark.model.TokenBatch;
import dev.tidemark.model.TokenClassifier;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.testing.Seeds;
import dev.tidemark.testing.TinyBert;
import dev.tidemark.testing.TinyFamily;
import dev.tidemark.training.LabelledBatch;
import dev.tidemark.training.OptimizerSettings;
import dev.tidemark.training.RegularisationSettings;
import dev.tidemark.training.TrainableClassifier;
import dev.tidemark.training.TrainingStart;
import dev.tidemark.training.masking.MaskedBatch;
import dev.tidemark.training.masking.MaskedRow;
import dev.tidemark.training.masking.TrainableMaskedLm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each family, from its Hugging Face folder to PyTorch's answer, against plain Java. */
class FamilyForwardTest {

  private static final TorchModels CPU = new TorchModels("cpu", 1);
  private static final double LR = 0.01;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"distilbert", "roberta", "xlm-roberta", "camembert", "electra"})
  void everyProbabilityIsTheReferences(String modelType) throws IOException {
    Random random = Seeds.random("FamilyForwardTest.everyProbabilityIsTheReferences");
    double largest = 0;
    for (int run = 0; run < 3; run++) {
      TinyFamily tiny = new TinyFamily(modelType, 2, random.nextLong());
      BertReference reference = new BertReference(tiny);
      try (TokenClassifier model = CPU.load(read(tiny), Dtype.FP32)) {
        assertThat(model.maxTokens()).isEqualTo(TinyFamily.MAX_TOKENS);
        TokenBatch batch = TokenBatch.pad(rows(tiny, random), model.padTokenId());
        LabelProbabilities actual = model.classify(batch);
        for (int row = 0; row < batch.rows(); row++) {
          double[][] expected = reference.probabilities(batch, row);
          for (int place = 0; place < batch.lengths()[row]; place++) {
            float[] there = actual.tokens(row, place, place + 1);
            for (int label = 0; label < there.length; label++) {
              largest = Math.max(largest, Math.abs(there[label] - expected[place][label]));
            }
          }
        }
      }
    }
    // fp32 on random weights; a formula that is wrong is off by hundredths.
    assertThat(largest).as("largest difference").isPositive().isLessThanOrEqualTo(1e-4);
  }

  /** Loss and hits of the word head, and that training lowers the loss. */
  @ParameterizedTest
  @ValueSource(strings = {"distilbert", "roberta", "xlm-roberta", "camembert", "electra"})
  void theWordHeadIsTheReferencesAndLearns(String modelType) throws IOException {
    Random random = Seeds.random("FamilyForwardTest.theWordHeadIsTheReferencesAndLearns");
    TinyFamily tiny = new TinyFamily(modelType, 2, random.nextLong());
    BertReference reference = new BertReference(tiny);
    MaskedBatch batch = masked(random);
    double expected = 0;
    for (int i = 0; i < batch.places().length; i++) {
      int length = batch.tokens().length();
      double[][] scores = reference.wordScores(batch.tokens(), batch.places()[i] / length);
      double[] shares = BertReference.softmax(scores[batch.places()[i] % length]);
      expected -= Math.log(shares[(int) batch.targets()[i]]) / batch.places().length;
    }
    OptimizerSettings settings = new OptimizerSettings(5e-3, 1, 1, 0, 1, 1);
    Checkpoint start = read(tiny);
    try (TrainableMaskedLm model =
        CPU.trainableMaskedLm(
            TrainingStart.of(start, Dtype.FP32, RegularisationSettings.NONE, settings))) {
      assertThat(model.evaluate(batch).loss()).isCloseTo(expected, within(1e-4));
      assertThat(model.accumulate(batch)).isCloseTo(expected, within(1e-4));
      double ignored = model.update(1);
      for (int step = 0; step < 60; step++) {
        ignored = model.accumulate(batch);
        ignored = model.update(1);
      }
      assertThat(model.evaluate(batch).loss()).isLessThan(expected / 2);
      assertThat(model.checkpoint().tensors().keySet()).isEqualTo(start.tensors().keySet());
    }
  }

  /** Every weight, with a rate of its own for each layer and the head. */
  @ParameterizedTest
  @ValueSource(strings = {"distilbert", "roberta", "electra"})
  void oneStepMovesEveryWeightAsItsGradientSays(String modelType) throws IOException {
    Random random = Seeds.random("FamilyForwardTest.oneStepMovesEveryWeightAsItsGradientSays");
    TinyFamily tiny = new TinyFamily(modelType, 2, random.nextLong());
    OptimizerSettings settings = new OptimizerSettings(LR, 3, 0.5, 0.1, 1e-6, 1);
    LabelledBatch batch = labelled(random);
    BertReference forward = new BertReference(tiny);
    forward.weights.keySet().removeIf(name -> name.startsWith("cls."));
    TrainingReference reference = new TrainingReference(forward, 0);
    Map<String, double[]> gradient = reference.gradient(batch);

    try (TrainableClassifier model =
        CPU.trainable(
            TrainingStart.of(read(tiny), Dtype.FP32, RegularisationSettings.NONE, settings))) {
      assertThat(model.accumulate(batch)).isCloseTo(reference.loss(batch), within(1e-4));
      double norm = model.update(0.5);
      assertThat(norm).isCloseTo(TrainingReference.norm(gradient), within(1e-4 * norm));
      reference.step(gradient, rates(reference.weights().keySet(), 0.5), settings);
      Checkpoint after = model.checkpoint();
      reference
          .weights()
          .forEach(
              (name, values) ->
                  assertThat(doubles(requireNonNull(after.tensors().get(name)).floats()))
                      .as(name)
                      .containsExactly(values, within(1e-3 * LR)));
    }
  }

  private Checkpoint read(TinyFamily tiny) throws IOException {
    tiny.write(folder, tiny.weights(true));
    return Checkpoint.read(folder);
  }

  /**
   * The longest row there may be, the shortest, and some between; so most of the batch is padding.
   */
  private static List<int[]> rows(TinyFamily tiny, Random random) {
    List<int[]> rows = new ArrayList<>();
    for (int length : new int[] {TinyFamily.MAX_TOKENS, 1, 2 + random.nextInt(20), 7}) {
      rows.add(
          random
              .ints(length, 2, TinyFamily.VOCAB_SIZE)
              .map(id -> tiny.types() > 1 && random.nextInt(4) == 0 ? id + 16_777_216 : id)
              .toArray());
    }
    return rows;
  }

  private static MaskedBatch masked(Random random) {
    List<MaskedRow> rows = new ArrayList<>();
    for (int length : new int[] {12, 7, 20}) {
      int[] ids = random.ints(length, 5, TinyFamily.VOCAB_SIZE).toArray();
      int[] targets = {ids[1], ids[length - 2]};
      ids[1] = TinyBert.VOCABULARY.indexOf("[MASK]");
      rows.add(new MaskedRow(ids, new int[] {1, length - 2}, targets));
    }
    return MaskedBatch.collate(rows, 1);
  }

  private static LabelledBatch labelled(Random random) {
    List<int[]> rows =
        List.of(
            random.ints(3, 2, TinyFamily.VOCAB_SIZE).toArray(),
            random.ints(5, 2, TinyFamily.VOCAB_SIZE).toArray());
    int[] labels = {1, 0, 3, -100, -100, -100, 2, 4, 0, -100};
    return new LabelledBatch(TokenBatch.pad(rows, 1), labels, new float[] {1, 0.5f});
  }

  /** What layer decay 0.5 and a head that learns three times as fast mean with two layers. */
  private static Map<String, Double> rates(Iterable<String> names, double scale) {
    Map<String, Double> rates = new LinkedHashMap<>();
    for (String name : names) {
      double share = 0.25; // embeddings, and what projects them
      if (name.startsWith("encoder.layer.0.")) {
        share = 0.5;
      } else if (name.startsWith("encoder.layer.1.")) {
        share = 1;
      } else if (name.startsWith("classifier.")) {
        share = 3;
      }
      rates.put(name, LR * scale * share);
    }
    return rates;
  }

  private static double[] doubles(float[] values) {
    double[] result = new double[values.length];
    Arrays.setAll(result, i -> values[i]);
    return result;
  }
}
