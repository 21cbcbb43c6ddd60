package dev.tidemark.torch;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tidemark.model.Dtype;
import dev.tidemark.model.TokenBatch;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.checkpoint.Tensor;
import dev.tidemark.testing.Seeds;
import dev.tidemark.testing.TinyBert;
import dev.tidemark.training.LabelledBatch;
import dev.tidemark.training.OptimizerSettings;
import dev.tidemark.training.RegularisationSettings;
import dev.tidemark.training.TrainableClassifier;
import dev.tidemark.training.TrainingStart;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Loss, gradients and AdamW against {@link TrainingReference}.
 *
 * <p>AdamW's first step hides the size of a gradient: it moves by {@code lr·g/(|g|+1e-8)}, which is
 * {@code ±lr}. Clipped to a tiny global norm, gradients are of the size of that 1e-8, and then each
 * weight's move tells its gradient.
 */
class TrainingStepTest {

  private static final TorchModels CPU = new TorchModels("cpu", 1);
  private static final double LR = 0.01;
  private static final double TELLING_NORM = 1e-6;

  @ParameterizedTest
  @CsvSource({"0", "0.1"})
  void theLossIsTheMeanCrossEntropyOfTheLabelledTokens(double smoothing) throws IOException {
    Random random = Seeds.random("TrainingStepTest.theLossIsTheMeanCrossEntropy");
    TinyBert tiny = TinyBert.ofSeed(random.nextLong());
    TrainingReference reference = new TrainingReference(tiny, smoothing);
    try (TrainableClassifier model = trainable(tiny, smoothing, plain(LR))) {
      for (int rows = 1; rows <= 4; rows++) {
        LabelledBatch batch = batch(rows, random);
        double expected = reference.loss(batch);
        assertThat(model.evaluate(batch).loss()).isCloseTo(expected, within(1e-5));
        assertThat(model.accumulate(batch)).isCloseTo(expected, within(1e-5));
      }
    }
  }

  @Test
  void whatIsNotLabelledHasNoPartInTheLoss() throws IOException {
    TinyBert tiny = TinyBert.ofSeed(3);
    TokenBatch tokens = TokenBatch.pad(List.of(new int[] {2, 10, 11, 3}, new int[] {2, 12, 3}), 0);
    int[] labels = {-100, 1, 2, -100, -100, 3, -100, -100};
    int[] onlyFirstRow = {-100, 1, 2, -100, -100, -100, -100, -100};
    try (TrainableClassifier model = trainable(tiny, 0, plain(LR))) {
      double weightless =
          model.evaluate(new LabelledBatch(tokens, labels, new float[] {1, 0})).loss();
      double unlabelled =
          model.evaluate(new LabelledBatch(tokens, onlyFirstRow, new float[] {1, 5})).loss();
      int[] none = new int[8];
      Arrays.fill(none, LabelledBatch.IGNORED);

      assertThat(weightless).isCloseTo(unlabelled, within(1e-6)).isPositive();
      assertThat(model.evaluate(new LabelledBatch(tokens, none, new float[] {1, 1})).loss())
          .isZero();
    }
  }

  /** Every weight of the model, not a sample: each move tells a gradient, a rate and a decay. */
  @Test
  void oneStepMovesEveryWeightAsItsGradientSays() throws IOException {
    Random random = Seeds.random("TrainingStepTest.oneStepMovesEveryWeightAsItsGradientSays");
    TinyBert tiny = TinyBert.ofSeed(random.nextLong());
    OptimizerSettings settings = new OptimizerSettings(LR, 3, 0.5, 0.1, TELLING_NORM, 1);
    LabelledBatch batch = batch(3, random);
    TrainingReference reference = new TrainingReference(tiny, 0);
    Map<String, double[]> gradient = reference.gradient(batch);

    try (TrainableClassifier model = trainable(tiny, 0, settings)) {
      double ignored = model.accumulate(batch);
      double norm = model.update(0.5);

      assertThat(norm).isCloseTo(TrainingReference.norm(gradient), within(1e-4 * norm));
      reference.step(gradient, rates(0.5), settings);
      assertWeights(model.checkpoint(), reference.weights(), 1e-3 * LR);
    }
  }

  /** Moments, bias correction and forgetting of gradients: several steps on different batches. */
  @Test
  void severalStepsAreThoseOfAdamW() throws IOException {
    Random random = Seeds.random("TrainingStepTest.severalStepsAreThoseOfAdamW");
    TinyBert tiny = TinyBert.ofSeed(random.nextLong());
    OptimizerSettings settings = new OptimizerSettings(LR, 3, 0.5, 0.1, TELLING_NORM, 1);
    TrainingReference reference = new TrainingReference(tiny, 0);
    try (TrainableClassifier model = trainable(tiny, 0, settings)) {
      for (double scale : new double[] {0.5, 1, 0.25}) {
        LabelledBatch batch = batch(2, random);
        reference.step(reference.gradient(batch), rates(scale), settings);
        double ignored = model.accumulate(batch);
        ignored = model.update(scale);
      }
      assertWeights(model.checkpoint(), reference.weights(), 3e-3 * LR);
    }
  }

  /** At rate zero nothing changes but what is left over; clipping would hide leftovers. */
  @Test
  void aStepForgetsItsGradients() throws IOException {
    Random random = Seeds.random("TrainingStepTest.aStepForgetsItsGradients");
    TinyBert tiny = TinyBert.ofSeed(random.nextLong());
    LabelledBatch batch = batch(3, random);
    double norm = TrainingReference.norm(new TrainingReference(tiny, 0).gradient(batch));
    try (TrainableClassifier model = trainable(tiny, 0, plain(LR))) {
      for (int step = 0; step < 3; step++) {
        double ignored = model.accumulate(batch);
        assertThat(model.update(0)).as("step %d", step).isCloseTo(norm, within(1e-4 * norm));
      }
    }
  }

  /** As users run it: no weight stays put, and each moves by the rate against its gradient. */
  @Test
  void anOrdinaryFirstStepMovesByTheRate() throws IOException {
    Random random = Seeds.random("TrainingStepTest.anOrdinaryFirstStepMovesByTheRate");
    TinyBert tiny = TinyBert.ofSeed(random.nextLong());
    LabelledBatch batch = batch(3, random);
    Map<String, double[]> gradient = new TrainingReference(tiny, 0).gradient(batch);
    int moved = 0;
    try (TrainableClassifier model = trainable(tiny, 0, plain(LR))) {
      double ignored = model.accumulate(batch);
      ignored = model.update(1);
      Checkpoint after = model.checkpoint();
      for (Map.Entry<String, TinyBert.Weight> weight : tiny.weights().entrySet()) {
        float[] before = weight.getValue().values();
        float[] now = after.tensor(weight.getKey(), weight.getValue().shape()).floats();
        double[] slopes = requireNonNull(gradient.get(weight.getKey()));
        for (int i = 0; i < now.length; i++) {
          if (Math.abs(slopes[i]) > 1e-4) {
            assertThat((double) now[i] - before[i])
                .as("%s[%d], gradient %s", weight.getKey(), i, slopes[i])
                .isCloseTo(-LR * Math.signum(slopes[i]), within(1e-3 * LR));
            moved++;
          }
        }
      }
    }
    assertThat(moved).isGreaterThan(500);
  }

  @Test
  void twoHalvesGatheredAreOneWhole() throws IOException {
    Random random = Seeds.random("TrainingStepTest.twoHalvesGatheredAreOneWhole");
    TinyBert tiny = TinyBert.ofSeed(random.nextLong());
    List<int[]> rows = new ArrayList<>();
    for (int row = 0; row < 4; row++) {
      rows.add(random.ints(6, 0, TinyBert.VOCABULARY.size()).toArray());
    }
    int[] labels = random.ints(24, 0, 5).toArray(); // all labelled: halves count the same
    float[] weights = {1, 1, 1, 1};
    LabelledBatch whole = new LabelledBatch(TokenBatch.pad(rows, 0), labels, weights);
    LabelledBatch first = half(rows.subList(0, 2), Arrays.copyOf(labels, 12));
    LabelledBatch second = half(rows.subList(2, 4), Arrays.copyOfRange(labels, 12, 24));
    OptimizerSettings once = new OptimizerSettings(LR, 1, 1, 0.1, TELLING_NORM, 1);
    OptimizerSettings gathered = new OptimizerSettings(LR, 1, 1, 0.1, TELLING_NORM, 2);
    try (TrainableClassifier together = trainable(tiny, 0, once);
        TrainableClassifier apart = trainable(tiny, 0, gathered)) {
      for (int step = 0; step < 2; step++) {
        double loss = together.accumulate(whole);
        double mean = (apart.accumulate(first) + apart.accumulate(second)) / 2;
        assertThat(mean).isCloseTo(loss, within(1e-5));
        assertThat(apart.update(1)).isCloseTo(together.update(1), within(1e-4));
      }
      Map<String, double[]> expected = new LinkedHashMap<>();
      together
          .checkpoint()
          .tensors()
          .forEach((name, tensor) -> expected.put(name, doubles(tensor.floats())));
      assertWeights(apart.checkpoint(), expected, 1e-3 * LR);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FP32", "BF16"})
  void learnsAFewRowsByHeart(Dtype dtype) throws IOException {
    Random random = Seeds.random("TrainingStepTest.learnsAFewRowsByHeart");
    TinyBert tiny = TinyBert.ofSeed(random.nextLong()).withHidden(16);
    LabelledBatch batch = batch(6, random);
    try (TrainableClassifier model =
        CPU.trainable(
            TrainingStart.of(
                tiny.checkpoint(),
                dtype,
                RegularisationSettings.NONE,
                new OptimizerSettings(5e-3, 1, 1, 0.01, 1, 1)))) {
      double before = model.evaluate(batch).loss();
      for (int step = 0; step < 150; step++) {
        double ignored = model.accumulate(batch);
        ignored = model.update(1);
      }
      assertThat(model.evaluate(batch).loss()).isLessThan(before / 10);
    }
  }

  @Test
  void dropoutFollowsItsSeedAndIsOffInEvaluation() throws IOException {
    TinyBert tiny = TinyBert.ofSeed(5);
    LabelledBatch batch = batch(3, new Random(5));
    double plain = new TrainingReference(tiny, 0).loss(batch);
    List<Double> losses = new ArrayList<>();
    for (long seed : new long[] {1, 1, 2}) {
      try (TrainableClassifier model =
          CPU.trainable(
              TrainingStart.of(
                  tiny.checkpoint(),
                  Dtype.FP32,
                  new RegularisationSettings(0.3, 0.3, 0),
                  plain(LR)))) {
        model.seed(seed);
        losses.add(model.accumulate(batch));
        assertThat(model.evaluate(batch).loss()).isCloseTo(plain, within(1e-5));
      }
    }
    assertThat(losses.get(0)).isEqualTo(losses.get(1)).isNotEqualTo(losses.get(2));
    assertThat(losses.get(0)).isNotCloseTo(plain, within(1e-4));
  }

  /** What layer decay 0.5 and a head that learns three times as fast mean with two layers. */
  private static Map<String, Double> rates(double scale) {
    Map<String, Double> rates = new LinkedHashMap<>();
    for (String name : TinyBert.ofSeed(0).weights().keySet()) {
      double share = 0.25; // embeddings
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

  private static OptimizerSettings plain(double rate) {
    return new OptimizerSettings(rate, 1, 1, 0, 0, 1);
  }

  private static TrainableClassifier trainable(
      TinyBert tiny, double smoothing, OptimizerSettings settings) throws IOException {
    return CPU.trainable(
        TrainingStart.of(
            tiny.checkpoint(), Dtype.FP32, new RegularisationSettings(0, 0, smoothing), settings));
  }

  private static void assertWeights(
      Checkpoint actual, Map<String, double[]> expected, double tolerance) {
    assertThat(actual.tensors().keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (name, values) -> {
          Tensor tensor = requireNonNull(actual.tensors().get(name));
          assertThat(doubles(tensor.floats())).as(name).containsExactly(values, within(tolerance));
        });
  }

  private static LabelledBatch half(List<int[]> rows, int[] labels) {
    return new LabelledBatch(TokenBatch.pad(rows, 0), labels, new float[] {1, 1});
  }

  /** Rows of different lengths and weights, some tokens without label, padding without. */
  private static LabelledBatch batch(int rows, Random random) {
    List<int[]> ids = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      ids.add(random.ints(2 + random.nextInt(6), 0, TinyBert.VOCABULARY.size()).toArray());
    }
    TokenBatch tokens = TokenBatch.pad(ids, 0);
    int[] labels = new int[tokens.ids().length];
    Arrays.fill(labels, LabelledBatch.IGNORED);
    float[] weights = new float[rows];
    for (int row = 0; row < rows; row++) {
      weights[row] = 0.25f + random.nextFloat();
      for (int place = 1; place < tokens.lengths()[row]; place++) {
        int label = random.nextInt(6);
        labels[row * tokens.length() + place] = label < 5 ? label : LabelledBatch.IGNORED;
      }
    }
    labels[1] = 1; // at least one
    return new LabelledBatch(tokens, labels, weights);
  }

  private static double[] doubles(float[] values) {
    double[] result = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = values[i];
    }
    return result;
  }
}
