package dev.tidemark.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.engine.Engine;
import dev.tidemark.model.Dtype;
import dev.tidemark.model.LabelProbabilities;
import dev.tidemark.model.TokenBatch;
import dev.tidemark.model.TokenClassifier;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.checkpoint.CheckpointException;
import dev.tidemark.model.checkpoint.Tensor;
import dev.tidemark.testing.Seeds;
import dev.tidemark.testing.TinyBert;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What PyTorch computes from our program is what BERT is defined to be. */
class ForwardReferenceTest {

  private static final TorchModels CPU = new TorchModels("cpu", 1);

  @ParameterizedTest
  @CsvSource({
    "gelu, FP32, 1e-5, 1e-5",
    "gelu_new, FP32, 1e-5, 1e-5",
    "relu, FP32, 1e-5, 1e-5",
    "silu, FP32, 1e-5, 1e-5",
    // bf16 has 8 bits; weights drawn at random make a rare probability swing by far more than most.
    "gelu, BF16, 0.25, 0.01",
    "gelu_new, BF16, 0.25, 0.01"
  })
  void everyProbabilityIsTheReferences(
      String activation, Dtype dtype, double atMost, double onAverage) throws IOException {
    Random random = Seeds.random("ForwardReferenceTest.everyProbabilityIsTheReferences");
    double largest = 0;
    double sum = 0;
    int compared = 0;
    for (int run = 0; run < 4; run++) {
      TinyBert tiny =
          TinyBert.ofSeed(random.nextLong())
              .withHidden(run % 2 == 0 ? 8 : 16)
              .withActivation(activation);
      BertReference reference = new BertReference(tiny);
      try (TokenClassifier model = CPU.load(tiny.checkpoint(), dtype)) {
        for (int rows = 1; rows <= 5; rows += 2) {
          TokenBatch batch = TokenBatch.pad(rows(rows, random), 0);
          LabelProbabilities actual = model.classify(batch);
          for (int row = 0; row < rows; row++) {
            double[][] expected = reference.probabilities(batch, row);
            for (int place = 0; place < batch.length(); place++) {
              float[] there = actual.tokens(row, place, place + 1);
              for (int label = 0; label < there.length; label++) {
                double difference = Math.abs(there[label] - expected[place][label]);
                largest = Math.max(largest, difference);
                sum += difference;
                compared++;
              }
            }
          }
        }
      }
    }
    assertThat(largest).as("largest difference").isLessThanOrEqualTo(atMost);
    assertThat(sum / compared).as("mean difference").isLessThanOrEqualTo(onAverage);
    assertThat(largest).as("nothing is that exact: was anything compared?").isPositive();
  }

  @ParameterizedTest
  @CsvSource({"FP32, 1e-5", "BF16, 0.25"})
  void whatFillsUpABatchChangesNothing(Dtype dtype, float tolerance) throws IOException {
    Random random = Seeds.random("ForwardReferenceTest.whatFillsUpABatchChangesNothing");
    TinyBert tiny = TinyBert.ofSeed(random.nextLong());
    List<int[]> rows = rows(6, random);
    try (TokenClassifier model = CPU.load(tiny.checkpoint(), dtype)) {
      LabelProbabilities together = model.classify(TokenBatch.pad(rows, 0));
      LabelProbabilities otherPad = model.classify(TokenBatch.pad(rows, 17));
      for (int row = 0; row < rows.size(); row++) {
        int length = rows.get(row).length;
        LabelProbabilities alone = model.classify(TokenBatch.pad(List.of(rows.get(row)), 0));
        assertThat(together.tokens(row, 0, length))
            .as("row %d of %d tokens", row, length)
            .containsExactly(alone.tokens(0, 0, length), within(tolerance));
        assertThat(otherPad.tokens(row, 0, length))
            .as("row %d, filled up with a real token", row)
            .containsExactly(together.tokens(row, 0, length), within(tolerance));
      }
    }
  }

  @Test
  void everyLabelRowSumsToOneAndTheLargestIsTheArgmax() throws IOException {
    Random random = Seeds.random("ForwardReferenceTest.everyLabelRowSumsToOne");
    TinyBert tiny = TinyBert.ofSeed(random.nextLong());
    try (TokenClassifier model = CPU.load(tiny.checkpoint(), Dtype.FP32)) {
      TokenBatch batch = TokenBatch.pad(rows(3, random), model.padTokenId());
      LabelProbabilities said = model.classify(batch);
      assertThat(said.labels()).isEqualTo(model.labels().size()).isEqualTo(5);
      for (int row = 0; row < 3; row++) {
        for (int token = 0; token < batch.lengths()[row]; token++) {
          float[] labels = said.tokens(row, token, token + 1);
          float sum = 0;
          for (float label : labels) {
            sum += label;
            assertThat(label).isLessThanOrEqualTo(labels[said.argmax(row, token)]);
          }
          assertThat(sum).isCloseTo(1, within(1e-5f));
        }
      }
    }
  }

  /** Whichever it takes, the answers are those of the reference to low precision. */
  @Test
  void theFastestNumberFormatIsARightOne() throws IOException {
    Random random = Seeds.random("ForwardReferenceTest.theFastestNumberFormatIsARightOne");
    TinyBert tiny = TinyBert.ofSeed(random.nextLong());
    try (TokenClassifier model = CPU.load(tiny.checkpoint(), Dtype.AUTO)) {
      TokenBatch batch = TokenBatch.pad(rows(1, random), 0);
      double[][] expected = new BertReference(tiny).probabilities(batch, 0);
      float[] actual = model.classify(batch).tokens(0, 0, batch.length());
      for (int i = 0; i < actual.length; i++) {
        assertThat((double) actual[i]).isCloseTo(expected[i / 5][i % 5], within(0.25));
      }
    }
  }

  @Test
  void aGpuThatIsNotThereIsSaidSo() {
    assumeTrue(Engine.getEngine("PyTorch").getGpuCount() == 0, "this machine has a GPU");
    for (String device : List.of("gpu", "gpu:1")) {
      assertThatThrownBy(() -> new TorchModels(device, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContainingAll("'" + device + "'", "no GPU", "device=cpu", "-Dcuda");
    }
    assertThatThrownBy(() -> new TorchModels("tpu", 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("'tpu'", "auto, cpu, gpu, gpu:N");
    assertThat(new TorchModels("auto", 0).device()).isEqualTo("cpu");
  }

  @Test
  void aWeightThatDoesNotFitIsRefusedBeforePyTorchSeesIt() {
    Checkpoint sound = TinyBert.ofSeed(1).checkpoint();
    Map<String, Tensor> tensors = new LinkedHashMap<>(sound.tensors());
    String name = "encoder.layer.1.intermediate.dense.weight";
    tensors.put(name, Tensor.of(name, new long[] {8, 16}, new float[128]));
    Checkpoint transposed = new Checkpoint(sound.config(), tensors, sound.tokenizerFiles());
    assertThatThrownBy(() -> CPU.load(transposed, Dtype.FP32))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll(name, "[8, 16]", "[16, 8]");

    tensors.remove(name);
    Checkpoint incomplete = new Checkpoint(sound.config(), tensors, sound.tokenizerFiles());
    assertThatThrownBy(() -> CPU.load(incomplete, Dtype.FP32))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("no tensor '" + name + "'");
  }

  /** The yardstick itself, at values from a table. */
  @Test
  void theReferenceKnowsTheNormalDistribution() {
    assertThat(BertReference.normalCdf(0)).isEqualTo(0.5);
    assertThat(BertReference.normalCdf(1)).isCloseTo(0.841344746068543, within(1e-14));
    assertThat(BertReference.normalCdf(-1.96)).isCloseTo(0.024997895148220, within(1e-14));
    assertThat(BertReference.normalCdf(5)).isCloseTo(0.999999713348428, within(1e-14));
  }

  /** Rows of 1 to 32 tokens, the longest a model of the fixture takes among them. */
  private static List<int[]> rows(int count, Random random) {
    List<int[]> rows = new ArrayList<>();
    for (int row = 0; row < count; row++) {
      int length = row == 0 && random.nextBoolean() ? 32 : 1 + random.nextInt(32);
      // Some of the second token type; in its place within the int, see InputToken.
      rows.add(
          random
              .ints(length, 0, TinyBert.VOCABULARY.size())
              .map(id -> random.nextInt(4) == 0 ? id + 16_777_216 : id)
              .toArray());
    }
    return rows;
  }
}
