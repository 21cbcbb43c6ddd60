package dev.tidemark.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemark.model.Dtype;
import dev.tidemark.model.LabelProbabilities;
import dev.tidemark.model.MaskFiller;
import dev.tidemark.model.MaskQuery;
import dev.tidemark.model.TokenBatch;
import dev.tidemark.model.TokenClassifier;
import dev.tidemark.model.TwoHeadClassifier;
import dev.tidemark.model.WordProbabilities;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.checkpoint.CheckpointException;
import dev.tidemark.testing.Seeds;
import dev.tidemark.testing.TinyBert;
import dev.tidemark.testing.TinyBert.Heads;
import dev.tidemark.testing.TinyFamily;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The words that PyTorch gives for masks, against the forward pass in plain Java. */
class MaskFillForwardTest {

  private static final TorchModels CPU = new TorchModels("cpu", 1);
  private static final int WORDS = TinyBert.VOCABULARY.size();

  @TempDir private Path folder;

  /** The largest difference that was seen, and the mean of all. */
  private static final class Differences {
    private double largest;
    private double sum;
    private int count;

    void add(double actual, double expected) {
      double difference = Math.abs(actual - expected);
      largest = Math.max(largest, difference);
      sum += difference;
      count++;
    }

    void assertAtMost(double atMost, double onAverage) {
      assertThat(largest).as("nothing is that exact: was anything compared?").isPositive();
      assertThat(largest).as("largest difference").isLessThanOrEqualTo(atMost);
      assertThat(sum / count).as("mean difference").isLessThanOrEqualTo(onAverage);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FP32", "BF16"})
  void everyShareIsTheReferences(Dtype dtype) throws IOException {
    Random random = Seeds.random("MaskFillForwardTest.everyShareIsTheReferences");
    Differences differences = new Differences();
    for (String activation : List.of("gelu", "relu", "gelu_new", "silu")) {
      TinyBert tiny = TinyBert.ofSeed(random.nextLong()).withActivation(activation);
      BertReference reference = new BertReference(tiny, Heads.WORDS);
      try (MaskFiller model = CPU.loadMaskFiller(tiny.checkpoint(Heads.WORDS), dtype)) {
        assertThat(model.vocabularySize()).isEqualTo(WORDS);
        assertThat(model.maxTokens()).isEqualTo(32);
        for (int topK : new int[] {1, 5, WORDS}) {
          for (int targets : new int[] {0, 1, 7}) {
            TokenBatch batch = TokenBatch.pad(rows(random), model.padTokenId());
            MaskQuery query = query(batch, topK, targets, random);
            compare(reference, batch, query, model.fill(batch, query), differences);
          }
        }
      }
    }
    // bf16 has 8 bits; with weights drawn at random a rare probability swings by far more than
    // most.
    differences.assertAtMost(dtype == Dtype.FP32 ? 1e-4 : 0.5, dtype == Dtype.FP32 ? 1e-5 : 0.005);
  }

  @Test
  void bothHeadsSayWhatEachSaysAlone() throws IOException {
    Random random = Seeds.random("MaskFillForwardTest.bothHeadsSayWhatEachSaysAlone");
    TinyBert tiny = TinyBert.ofSeed(random.nextLong());
    BertReference reference = new BertReference(tiny, Heads.BOTH);
    Differences words = new Differences();
    Differences labels = new Differences();
    try (TwoHeadClassifier both = CPU.loadTwoHeads(tiny.checkpoint(Heads.BOTH), Dtype.FP32);
        TokenClassifier tagger = CPU.load(tiny.checkpoint(Heads.TAGS), Dtype.FP32)) {
      for (int targets : new int[] {0, 3}) {
        TokenBatch batch = TokenBatch.pad(rows(random), both.padTokenId());
        MaskQuery query = query(batch, 4, targets, random);
        TwoHeadClassifier.Both said = both.classifyAndFill(batch, query);

        compare(reference, batch, query, said.words(), words);
        for (int row = 0; row < batch.rows(); row++) {
          double[][] expected = reference.probabilities(batch, row);
          for (int place = 0; place < batch.lengths()[row]; place++) {
            float[] there = said.labels().tokens(row, place, place + 1);
            for (int label = 0; label < there.length; label++) {
              labels.add(there[label], expected[place][label]);
            }
          }
        }
        float[] alone = tagger.classify(batch).values();
        assertThat(said.labels().values()).containsExactly(alone, within(1e-6f));
        LabelProbabilities withoutMasks = both.classify(batch);
        assertThat(withoutMasks.values()).containsExactly(alone, within(1e-6f));
      }
    }
    words.assertAtMost(1e-4, 1e-5);
    labels.assertAtMost(1e-4, 1e-5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"distilbert", "roberta", "xlm-roberta", "camembert", "electra"})
  void eachFamilyFillsByItsOwnHead(String modelType) throws IOException {
    Random random = Seeds.random("MaskFillForwardTest.eachFamilyFillsByItsOwnHead");
    TinyFamily tiny = new TinyFamily(modelType, 2, random.nextLong());
    tiny.write(folder, tiny.weights(true));
    Checkpoint checkpoint = Checkpoint.read(folder);
    BertReference reference = new BertReference(tiny);
    Differences differences = new Differences();
    try (MaskFiller alone = CPU.loadMaskFiller(checkpoint, Dtype.FP32);
        TwoHeadClassifier both = CPU.loadTwoHeads(checkpoint, Dtype.FP32)) {
      List<int[]> rows =
          List.of(
              random.ints(TinyFamily.MAX_TOKENS, 2, WORDS).toArray(),
              random.ints(3, 2, WORDS).toArray());
      TokenBatch batch = TokenBatch.pad(rows, alone.padTokenId());
      MaskQuery query = query(batch, 5, 2, random);
      compare(reference, batch, query, alone.fill(batch, query), differences);
      compare(reference, batch, query, both.classifyAndFill(batch, query).words(), differences);
    }
    differences.assertAtMost(1e-4, 1e-5);
  }

  /** 2^19 words by 20 masks are more than the 2^23 scores that are held at a time. */
  @Test
  void masksAreTakenInGroupsWhereTheVocabularyIsLarge() throws IOException {
    Random random = Seeds.random("MaskFillForwardTest.masksAreTakenInGroups");
    TinyBert tiny = TinyBert.ofSeed(random.nextLong()).withVocabSize(1 << 19);
    BertReference reference = new BertReference(tiny, Heads.BOTH);
    int[] row = random.ints(20, 0, tiny.vocabSize()).toArray();
    int[] places = IntStream.range(0, row.length).toArray();
    long[] targets = random.longs(2L * row.length, 0, tiny.vocabSize()).toArray();
    TokenBatch batch = TokenBatch.pad(List.of(row), 0);
    MaskQuery query = new MaskQuery(places, 1, 2, targets);
    Checkpoint checkpoint = tiny.checkpoint(Heads.BOTH);
    double[][] scores = reference.wordScores(batch, 0);
    try (MaskFiller filler = CPU.loadMaskFiller(checkpoint, Dtype.FP32);
        TwoHeadClassifier both = CPU.loadTwoHeads(checkpoint, Dtype.FP32)) {
      for (WordProbabilities said :
          List.of(filler.fill(batch, query), both.classifyAndFill(batch, query).words())) {
        assertThat(said.words()).hasSize(row.length);
        assertThat(said.targets()).hasSize(2 * row.length);
        for (int place = 0; place < row.length; place++) {
          double[] shares = BertReference.softmax(scores[place]);
          double largest = Arrays.stream(shares).max().orElseThrow();
          assertThat(shares[said.words()[place]]).isCloseTo(largest, within(1e-4));
          assertThat((double) said.probabilities()[place]).isCloseTo(largest, within(1e-4));
          for (int t = 2 * place; t < 2 * place + 2; t++) {
            double expected = shares[(int) targets[t]];
            assertThat((double) said.targets()[t])
                .isCloseTo(expected, within(1e-7 + 1e-3 * expected));
          }
        }
      }
    }
  }

  /** Scores of 2^19 words at all of 32 × 32 places would be 2 GB; at the one mask they are 2 MB. */
  @Test
  void onlyMasksMeetTheVocabulary() throws IOException {
    Path reset = Path.of("/proc/self/clear_refs");
    assumeTrue(Files.isWritable(reset), "only Linux tells a process how large it has been");
    TinyBert tiny = TinyBert.ofSeed(1).withVocabSize(1 << 19);
    List<int[]> rows =
        IntStream.range(0, 32).mapToObj(r -> new Random(r).ints(32, 0, 1 << 19).toArray()).toList();
    TokenBatch batch = TokenBatch.pad(rows, 0);
    MaskQuery query = new MaskQuery(new int[] {517}, 5, 0, new long[0]);
    try (TwoHeadClassifier both = CPU.loadTwoHeads(tiny.checkpoint(Heads.BOTH), Dtype.FP32)) {
      Files.writeString(reset, "5"); // from here on
      long before = kilobytes("VmRSS");
      assertThat(both.classifyAndFill(batch, query).words().words()).hasSize(5);
      assertThat(kilobytes("VmHWM") - before).as("kB more at the peak").isLessThan(400_000);
    }
  }

  @Test
  void aMissingHeadIsSaidWithWhatToDo() {
    TinyBert tiny = TinyBert.ofSeed(1);
    assertThatThrownBy(() -> CPU.loadMaskFiller(tiny.checkpoint(Heads.TAGS), Dtype.FP32))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll("no masked-language-model head", "tidemark train mlm");
    assertThatThrownBy(() -> CPU.loadTwoHeads(tiny.checkpoint(Heads.TAGS), Dtype.FP32))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContainingAll("no masked-language-model head", "tidemark train mlm");
  }

  /** Whichever format is the faster, the answer is the reference's to low precision. */
  @Test
  void theFastestNumberFormatIsARightOne() throws IOException {
    TinyBert tiny = TinyBert.ofSeed(5);
    int[] row = {2, 57, TinyBert.VOCABULARY.indexOf("[MASK]"), 60, 3};
    MaskQuery query = new MaskQuery(new int[] {2}, 1, WORDS, everyWord());
    double[] expected = new FillReference(tiny).shares(row, 2);
    TokenBatch batch = TokenBatch.pad(List.of(row), 0);
    try (MaskFiller alone = CPU.loadMaskFiller(tiny.checkpoint(Heads.WORDS), Dtype.AUTO);
        TwoHeadClassifier both = CPU.loadTwoHeads(tiny.checkpoint(Heads.BOTH), Dtype.AUTO)) {
      for (WordProbabilities said :
          List.of(alone.fill(batch, query), both.classifyAndFill(batch, query).words())) {
        double sum = 0;
        for (int word = 0; word < WORDS; word++) {
          assertThat((double) said.targets()[word]).isCloseTo(expected[word], within(0.25));
          sum += said.targets()[word];
        }
        assertThat(sum).as("shares of the whole vocabulary").isCloseTo(1, within(1e-4));
      }
    }
  }

  /** Every number of an answer, and that the likeliest words are the likeliest, each once. */
  private static void compare(
      BertReference reference,
      TokenBatch batch,
      MaskQuery query,
      WordProbabilities said,
      Differences differences) {
    int masks = query.places().length;
    assertThat(said.topK()).isEqualTo(query.topK());
    assertThat(said.words()).hasSize(masks * query.topK());
    assertThat(said.probabilities()).hasSameSizeAs(said.words());
    assertThat(said.targets()).hasSameSizeAs(query.targets());
    for (int mask = 0; mask < masks; mask++) {
      int row = query.places()[mask] / batch.length();
      int place = query.places()[mask] % batch.length();
      double[] shares = BertReference.softmax(reference.wordScores(batch, row)[place]);
      double[] ascending = shares.clone();
      Arrays.sort(ascending);
      int from = mask * query.topK();
      int[] words = Arrays.copyOfRange(said.words(), from, from + query.topK());
      assertThat(words).doesNotHaveDuplicates();
      for (int i = 0; i < words.length; i++) {
        differences.add(said.probabilities()[from + i], shares[words[i]]);
        differences.add(said.probabilities()[from + i], ascending[shares.length - 1 - i]);
        if (i > 0) {
          assertThat(said.probabilities()[from + i])
              .isLessThanOrEqualTo(said.probabilities()[from + i - 1]);
        }
      }
      for (int t = mask * query.targetsEach(); t < (mask + 1) * query.targetsEach(); t++) {
        differences.add(said.targets()[t], shares[(int) query.targets()[t]]);
      }
    }
  }

  /** Any places may be asked about, in any order, rows left out or asked often. */
  private static MaskQuery query(TokenBatch batch, int topK, int targetsEach, Random random) {
    int masks = 1 + random.nextInt(6);
    int[] places = new int[masks];
    for (int i = 0; i < masks; i++) {
      int row = random.nextInt(batch.rows());
      places[i] = row * batch.length() + random.nextInt(batch.lengths()[row]);
    }
    long[] targets = random.longs((long) masks * targetsEach, 0, WORDS).toArray();
    return new MaskQuery(places, topK, targetsEach, targets);
  }

  private static List<int[]> rows(Random random) {
    List<int[]> rows = new ArrayList<>();
    for (int row = random.nextInt(4); row >= 0; row--) {
      // Some of the second token type; in its place within the int, see InputToken.
      rows.add(
          random
              .ints(1 + random.nextInt(32), 0, WORDS)
              .map(id -> random.nextInt(4) == 0 ? id + 16_777_216 : id)
              .toArray());
    }
    return rows;
  }

  private static long[] everyWord() {
    return IntStream.range(0, WORDS).asLongStream().toArray();
  }

  private static long kilobytes(String name) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith(name + ":"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
