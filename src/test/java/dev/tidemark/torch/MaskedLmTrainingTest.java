package dev.tidemark.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tidemark.model.Dtype;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.checkpoint.Tensor;
import dev.tidemark.testing.Seeds;
import dev.tidemark.testing.TinyBert;
import dev.tidemark.training.OptimizerSettings;
import dev.tidemark.training.RegularisationSettings;
import dev.tidemark.training.TrainingStart;
import dev.tidemark.training.masking.MaskedBatch;
import dev.tidemark.training.masking.MaskedRow;
import dev.tidemark.training.masking.TrainableMaskedLm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MaskedLmTrainingTest {

  private static final TorchModels CPU = new TorchModels("cpu", 1);
  private static final OptimizerSettings PLAIN = new OptimizerSettings(5e-3, 1, 1, 0, 1, 1);

  /** Loss and hits, against the definition in plain Java. */
  @Test
  void lossAndHitsAreTheReferences() throws IOException {
    Random random = Seeds.random("MaskedLmTrainingTest.lossAndHitsAreTheReferences");
    for (String activation : List.of("gelu", "relu")) {
      TinyBert tiny = TinyBert.ofSeed(random.nextLong()).withActivation(activation);
      Checkpoint checkpoint = withRandomHead(tiny.checkpoint(), random);
      BertReference reference = new BertReference(tiny);
      checkpoint
          .tensors()
          .forEach((name, tensor) -> reference.weights.put(name, doubles(tensor.floats())));
      MaskedBatch batch = MaskedBatch.collate(rows(random), 0);
      double loss = 0;
      int top1 = 0;
      int top5 = 0;
      for (int i = 0; i < batch.places().length; i++) {
        int row = batch.places()[i] / batch.tokens().length();
        int place = batch.places()[i] % batch.tokens().length();
        double[] scores = reference.wordScores(batch.tokens(), row)[place];
        int target = (int) batch.targets()[i];
        loss -= Math.log(BertReference.softmax(scores)[target]) / batch.places().length;
        int better = 0;
        for (double score : scores) {
          better += score > scores[target] ? 1 : 0;
        }
        top1 += better < 1 ? 1 : 0;
        top5 += better < 5 ? 1 : 0;
      }
      try (TrainableMaskedLm model = trainable(checkpoint)) {
        TrainableMaskedLm.Evaluated said = model.evaluate(batch);
        assertThat(said.loss()).isCloseTo(loss, within(1e-4));
        assertThat(said.top1()).isEqualTo(top1);
        assertThat(said.top5()).isEqualTo(top5);
        assertThat(model.accumulate(batch)).isCloseTo(loss, within(1e-4));
      }
    }
  }

  @Test
  void learnsWhatIsHidden() throws IOException {
    Random random = Seeds.random("MaskedLmTrainingTest.learnsWhatIsHidden");
    Checkpoint start = TinyBert.ofSeed(3).withHidden(16).checkpoint().withNewWordHead(1);
    MaskedBatch batch = MaskedBatch.collate(rows(random), 0);
    try (TrainableMaskedLm model = trainable(start)) {
      double before = model.evaluate(batch).loss();
      for (int step = 0; step < 150; step++) {
        double ignored = model.accumulate(batch);
        ignored = model.update(1);
      }
      TrainableMaskedLm.Evaluated after = model.evaluate(batch);
      assertThat(after.loss()).isLessThan(before / 4);
      assertThat(after.top5()).isGreaterThanOrEqualTo(after.top1()).isPositive();

      // The output embeddings are the input's, and the other head stays as it was.
      Checkpoint trained = model.checkpoint();
      assertThat(trained.hasWordHead()).isTrue();
      assertThat(trained.tensor("classifier.weight", 5, 16).floats())
          .isEqualTo(start.tensor("classifier.weight", 5, 16).floats());
      assertThat(trained.tensors().keySet()).isEqualTo(start.tensors().keySet());
    }
  }

  private static TrainableMaskedLm trainable(Checkpoint checkpoint) throws IOException {
    return CPU.trainableMaskedLm(
        TrainingStart.of(checkpoint, Dtype.FP32, RegularisationSettings.NONE, PLAIN));
  }

  /** Three rows of different lengths, two places of each asked about. */
  private static List<MaskedRow> rows(Random random) {
    List<MaskedRow> rows = new ArrayList<>();
    for (int length : new int[] {12, 7, 20}) {
      int[] ids = random.ints(length, 5, TinyBert.VOCABULARY.size()).toArray();
      int[] places = {1, length - 2};
      int[] targets = {ids[1], ids[length - 2]};
      ids[1] = TinyBert.VOCABULARY.indexOf("[MASK]");
      rows.add(new MaskedRow(ids, places, targets));
    }
    return rows;
  }

  private static Checkpoint withRandomHead(Checkpoint tiny, Random random) {
    Map<String, Tensor> tensors = new LinkedHashMap<>(tiny.withNewWordHead(1).tensors());
    tensors.replaceAll(
        (name, tensor) -> {
          if (!name.startsWith(Checkpoint.WORD_HEAD)) {
            return tensor;
          }
          float[] values = new float[Math.toIntExact(tensor.count())];
          for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() + (name.contains("LayerNorm.w") ? 1 : 0));
          }
          return Tensor.of(name, tensor.shape(), values);
        });
    return new Checkpoint(tiny.config(), tensors, tiny.tokenizerFiles());
  }

  private static double[] doubles(float[] values) {
    double[] result = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = values[i];
    }
    return result;
  }
}
