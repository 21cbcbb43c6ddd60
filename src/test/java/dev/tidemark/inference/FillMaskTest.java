package dev.tidemark.inference;

import static dev.tidemark.inference.FillExpectations.OVERLAP;
import static dev.tidemark.inference.FillExpectations.REFERENCE;
import static dev.tidemark.inference.FillExpectations.TINY;
import static dev.tidemark.inference.FillExpectations.VOCABULARY;
import static dev.tidemark.inference.FillExpectations.WORDS;
import static dev.tidemark.inference.FillExpectations.assertAnswers;
import static dev.tidemark.inference.FillExpectations.byHand;
import static dev.tidemark.inference.FillExpectations.options;
import static dev.tidemark.inference.FillExpectations.row;
import static dev.tidemark.inference.FillExpectations.text;
import static dev.tidemark.inference.FillExpectations.word;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tidemark.batch.BatchLimits;
import dev.tidemark.inference.FillExpectations.Question;
import dev.tidemark.model.Dtype;
import dev.tidemark.model.TwoHeadClassifier;
import dev.tidemark.model.span.Aggregation;
import dev.tidemark.testing.Seeds;
import dev.tidemark.testing.TinyBert;
import dev.tidemark.testing.TinyBert.Heads;
import dev.tidemark.text.EntitySpan;
import dev.tidemark.text.FillOptions;
import dev.tidemark.text.MaskFill;
import dev.tidemark.torch.FillReference;
import dev.tidemark.torch.HuggingFaceTokens;
import dev.tidemark.torch.TorchModels;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * From texts with masks to words, on a tiny model with windows of at most 32 tokens. What the words
 * should be is computed in plain Java, from tokens cut by hand.
 */
@Timeout(60)
class FillMaskTest {

  private static final TorchModels CPU = new TorchModels("cpu", 1);

  private final List<AutoCloseable> models = new ArrayList<>();

  /** How masks may be filled. */
  enum Way {
    SECOND_HEAD,
    ANOTHER_MODEL
  }

  @AfterEach
  void closeModels() throws Exception {
    for (AutoCloseable model : models) {
      model.close();
    }
  }

  /** Texts with and without masks, each with its own question, in the same batches. */
  @ParameterizedTest
  @EnumSource
  void eachTextOfABatchIsAnsweredAsItAsked(Way way) throws IOException {
    Random random = Seeds.random("FillMaskTest.eachTextOfABatchIsAnsweredAsItAsked");
    List<Question> questions = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      questions.add(new Question(text(random, random.nextInt(3)), options(random)));
    }
    try (BatchingTagger tagger = tagger(way);
        BatchingTagger plain = new BatchingTagger(plainModel(way), settings())) {
      List<CompletableFuture<Tagging>> futures =
          questions.stream().map(q -> tagger.submit(q.text(), q.options())).toList();
      tagger.hurry();
      for (int i = 0; i < futures.size(); i++) {
        Question question = questions.get(i);
        Tagging tagging = futures.get(i).join();
        assertAnswers(tagging.fills(), question);
        assertThat(tagging.fillModel()).isEqualTo(way == Way.SECOND_HEAD ? "tiny@1" : "words@1");
        assertSameSpans(tagging.entities(), plain.submit(question.text()).join().entities());
      }
      assertThat(tagger.counts().batches()).isLessThan(questions.size() / 2);
    }
  }

  /** CountedClassifier where the model is called. */
  @Test
  void bothHeadsTakeOnePassABatchAndOneWithoutMasksOnlyTags() throws IOException {
    CountedClassifier model =
        new CountedClassifier(CPU.loadTwoHeads(TINY.checkpoint(Heads.BOTH), Dtype.FP32));
    try (BatchingTagger tagger = new BatchingTagger(served(model), settings())) {
      List<CompletableFuture<Tagging>> futures = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        futures.add(tagger.submit(i % 2 == 0 ? "ada met paris" : "ada [MASK] paris"));
      }
      tagger.hurry();
      futures.forEach(CompletableFuture::join);
      assertThat(model.filled.get()).isPositive().isLessThan(20);
      assertThat(model.filled.get() + model.tagged.get()).isEqualTo(tagger.counts().batches());

      int filled = model.filled.get();
      assertThat(tagger.submit("ada met paris").join().fills()).isEmpty();
      assertThat(model.filled.get()).as("no mask, no word head").isEqualTo(filled);
    }
  }

  @ParameterizedTest
  @EnumSource
  void eachOfSeveralMasksHasItsWordsAndItsPlace(Way way) throws IOException {
    String text = "[MASK] met [MASK], the 😀 [MASK].";
    try (BatchingTagger tagger = tagger(way)) {
      List<MaskFill> fills = tagger.submit(text).join().fills();

      assertThat(fills).hasSize(3);
      assertThat(fills).extracting(MaskFill::start).containsExactly(0, 11, 26);
      assertThat(fills).allMatch(fill -> text.substring(fill.start(), fill.end()).equals("[MASK]"));
      int[] row = row("[MASK]", "met", "[MASK]", ",", "the", "[UNK]", "[MASK]", ".");
      int[] places = {1, 3, 7};
      for (int mask = 0; mask < 3; mask++) {
        FillReference.assertLikeliest(
            fills.get(mask).candidates(), REFERENCE.shares(row, places[mask]), VOCABULARY, 5);
      }
    }
  }

  /** Each mask judged by the window that shows the most around it, found by looking at all. */
  @ParameterizedTest
  @EnumSource
  void masksOfALongTextAreJudgedInTheWindowThatShowsMost(Way way) throws IOException {
    Random random = Seeds.random("FillMaskTest.masksOfALongText");
    try (BatchingTagger tagger = tagger(way)) {
      for (int length : new int[] {29, 30, 31, 53, 90, 200}) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < length; i++) {
          words.add(random.nextInt(4) == 0 ? "[MASK]" : word(random));
        }
        words.set(length - 1, "[MASK]");
        String text = String.join(" ", words);

        Tagging tagging = tagger.submit(text, new FillOptions(3, List.of())).join();

        int next = 0;
        int at = 0;
        for (int i = 0; i < length; i++) {
          if (words.get(i).equals("[MASK]")) {
            MaskFill fill = tagging.fills().get(next++);
            assertThat(fill.start()).isEqualTo(at);
            FillReference.assertLikeliest(fill.candidates(), byHand(words, i), VOCABULARY, 3);
          }
          at += words.get(i).length() + 1;
        }
        assertThat(tagging.fills()).hasSize(next);
      }
    }
  }

  /** A long text full of targets: rows that ask and rows that do not, in one batch. */
  @ParameterizedTest
  @EnumSource
  void windowsWithoutMasksAreNotAsked(Way way) throws IOException {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      words.add(i == 100 ? "[MASK]" : "the");
    }
    try (BatchingTagger tagger = tagger(way)) {
      Tagging tagging =
          tagger
              .submit(String.join(" ", words), new FillOptions(0, List.of("ada", "paris")))
              .join();
      assertThat(tagging.windows()).isGreaterThan(3);
      assertThat(tagging.fills()).hasSize(1);
      FillReference.assertRanked(
          tagging.fills().get(0).candidates(), byHand(words, 100), VOCABULARY, "ada", "paris");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTargetOutsideTheVocabularyIsNamedAndNeverReplaced(Way way) throws IOException {
    int[] row = row("ada", "[MASK]", "paris");
    double[] shares = REFERENCE.shares(row, 2);
    try (BatchingTagger tagger = tagger(way)) {
      MaskFill mixed =
          fill(tagger, "ada [MASK] paris", 0, "met", "visited", "in", "", "東京", "love letter");
      assertThat(mixed.unknownTargets()).containsExactly("visited", "", "東京", "love letter");
      FillReference.assertRanked(mixed.candidates(), shares, VOCABULARY, "met", "in");

      MaskFill none = fill(tagger, "ada [MASK] paris", 3, "visited");
      assertThat(none.unknownTargets()).containsExactly("visited");
      assertThat(none.candidates()).isEmpty();

      MaskFill all = fill(tagger, "ada [MASK] paris", 0, "met");
      assertThat(all.unknownTargets()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void targetsAreRankedAndTopKCutsThem(Way way) throws IOException {
    double[] shares = REFERENCE.shares(row("ada", "[MASK]", "paris"), 2);
    String[] targets = {"met", "in", "the", "love", "##lace", "[SEP]"};
    try (BatchingTagger tagger = tagger(way)) {
      List<MaskFill.Candidate> all = fill(tagger, "ada [MASK] paris", 0, targets).candidates();
      FillReference.assertRanked(all, shares, VOCABULARY, targets);
      assertThat(fill(tagger, "ada [MASK] paris", 2, targets).candidates())
          .extracting(MaskFill.Candidate::token)
          .containsExactly(all.get(0).token(), all.get(1).token());
      // The tokenizer lower-cases: one token in three spellings is one candidate.
      FillReference.assertRanked(
          fill(tagger, "ada [MASK] paris", 0, "Met", "met", "MET").candidates(),
          shares,
          VOCABULARY,
          "met");
    }
  }

  /** 100 may be asked of a vocabulary of 88. */
  @ParameterizedTest
  @EnumSource
  void moreThanTheVocabularyHoldsIsAllOfIt(Way way) throws IOException {
    try (BatchingTagger tagger = tagger(way)) {
      MaskFill fill = fill(tagger, "ada [MASK] paris", 100);
      FillReference.assertLikeliest(
          fill.candidates(), REFERENCE.shares(row("ada", "[MASK]", "paris"), 2), VOCABULARY, WORDS);
      assertThat(fill.candidates().stream().mapToDouble(MaskFill.Candidate::score).sum())
          .isCloseTo(1, within(1e-4));
      assertThat(fill(tagger, "ada [MASK] paris", 1).candidates()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatOnlyLooksLikeAMaskIsNone(Way way) throws IOException {
    try (BatchingTagger tagger = tagger(way)) {
      for (String text : List.of("", "ada met", "the <mask> ada", "the [ MASK ] ada", "MASK")) {
        assertThat(tagger.submit(text).join().fills()).as(text).isEmpty();
      }
    }
  }

  @Test
  void aModelThatIsNotToFillDoesNot() throws IOException {
    CountedClassifier model =
        new CountedClassifier(CPU.loadTwoHeads(TINY.checkpoint(Heads.BOTH), Dtype.FP32));
    ServedModel served =
        closing(new ServedModel("tiny@1", model, HuggingFaceTokens.of(TINY.checkpoint())));
    try (BatchingTagger tagger = new BatchingTagger(served, settings())) {
      Tagging tagging = tagger.submit("ada [MASK] paris").join();
      assertThat(tagging.fills()).isEmpty();
      assertThat(tagging.fillModel()).isNull();
      assertThat(model.filled.get()).isZero();
    }
  }

  /** The two queues are independent: what one refuses, the other has not harmed. */
  @ParameterizedTest
  @EnumSource
  void aTextThatIsTooLongIsRefusedAndNoOther(Way way) throws IOException {
    try (BatchingTagger tagger = tagger(way)) {
      CompletableFuture<Tagging> tooLong = tagger.submit("[MASK] ".repeat(2001));
      CompletableFuture<Tagging> longest = tagger.submit("[MASK] ".repeat(2000));
      tagger.hurry();
      assertThatThrownBy(tooLong::join)
          .cause()
          .isInstanceOf(UntaggableTextException.class)
          .hasMessageContainingAll("2001", "2000");
      assertThat(longest.join().fills()).hasSize(2000);
    }
  }

  @Test
  void aFillerAloneAnswersToo() throws IOException {
    try (BatchingFiller filler = new BatchingFiller(words(), settings())) {
      assertThat(filler.maskToken()).isEqualTo("[MASK]");
      Filling filling = filler.submit("ada [MASK] paris", FillOptions.USUAL).join();
      assertThat(filling.model()).isEqualTo("words@1");
      assertAnswers(filling.fills(), new Question("ada [MASK] paris", FillOptions.USUAL));
      assertThat(filler.submit("ada", FillOptions.USUAL).join().fills()).isEmpty();
    }
  }

  private static MaskFill fill(BatchingTagger tagger, String text, int topK, String... targets) {
    List<MaskFill> fills =
        tagger.submit(text, new FillOptions(topK, Arrays.asList(targets))).join().fills();
    assertThat(fills).hasSize(1);
    return fills.get(0);
  }

  private static void assertSameSpans(List<EntitySpan> actual, List<EntitySpan> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.size(); i++) {
      EntitySpan other = expected.get(i);
      double score = actual.get(i).score();
      assertThat(score).isCloseTo(other.score(), within(1e-4));
      assertThat(actual.get(i))
          .isEqualTo(new EntitySpan(other.type(), other.start(), other.end(), other.text(), score));
    }
  }

  /** What finds entities, without a word head. */
  private ServedModel plainModel(Way way) throws IOException {
    TinyBert tiny = way == Way.SECOND_HEAD ? TINY : TinyBert.ofSeed(12);
    return closing(
        new ServedModel(
            "tiny@1",
            CPU.load(tiny.checkpoint(), Dtype.FP32),
            HuggingFaceTokens.of(tiny.checkpoint())));
  }

  private <M extends AutoCloseable> M closing(M model) {
    models.add(model);
    return model;
  }

  private BatchingTagger tagger(Way way) throws IOException {
    return switch (way) {
      case SECOND_HEAD ->
          new BatchingTagger(
              served(CPU.loadTwoHeads(TINY.checkpoint(Heads.BOTH), Dtype.FP32)), settings());
      case ANOTHER_MODEL ->
          new BatchingTagger(
              plainModel(way),
              settings(),
              new BatchingFiller(words(), settings()),
              TaggerMetrics.NONE);
    };
  }

  private ServedModel served(TwoHeadClassifier model) {
    HuggingFaceTokens tokens = HuggingFaceTokens.of(TINY.checkpoint());
    return closing(new ServedModel("tiny@1", model, tokens, tokens.vocabulary(TINY.checkpoint())));
  }

  private ServedFiller words() throws IOException {
    HuggingFaceTokens tokens = HuggingFaceTokens.of(TINY.checkpoint());
    return closing(
        new ServedFiller(
            "words@1",
            CPU.loadMaskFiller(TINY.checkpoint(Heads.WORDS), Dtype.FP32),
            tokens,
            tokens.vocabulary(TINY.checkpoint())));
  }

  private static TaggerSettings settings() {
    return new TaggerSettings(
        Aggregation.SIMPLE,
        512,
        OVERLAP,
        2000,
        new BatchLimits(2048, 16, Duration.ofMillis(50)),
        2,
        100_000);
  }
}
