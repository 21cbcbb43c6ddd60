package dev.tidemark.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tidemark.batch.BatchLimits;
import dev.tidemark.model.LabelProbabilities;
import dev.tidemark.model.TokenBatch;
import dev.tidemark.model.span.Aggregation;
import dev.tidemark.model.span.ScoredTokens;
import dev.tidemark.model.span.SpanDecoder;
import dev.tidemark.model.token.Tokenizer;
import dev.tidemark.model.token.Tokens;
import dev.tidemark.testing.TinyBert;
import dev.tidemark.text.EntitySpan;
import dev.tidemark.torch.HuggingFaceTokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole way from text to spans, on a tiny model with windows of at most 32 tokens. */
@Timeout(60)
class BatchingTaggerTest extends TaggerWorld {

  @Test
  void whatSharesABatchChangesNothing() {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      texts.add(text(random.nextInt(8)));
    }
    List<Tagging> together;
    try (BatchingTagger tagger = tagger(settings(64, Duration.ofMillis(50)))) {
      List<CompletableFuture<Tagging>> futures = texts.stream().map(tagger::submit).toList();
      tagger.hurry();
      together = futures.stream().map(CompletableFuture::join).toList();
      assertThat(tagger.counts().batches()).isLessThan(texts.size());
      assertThat(tagger.counts().texts()).isEqualTo(texts.size());
    }
    assertThat(together).anyMatch(tagging -> !tagging.entities().isEmpty());
    try (BatchingTagger tagger = tagger(settings(1, Duration.ZERO))) {
      for (int i = 0; i < texts.size(); i++) {
        Tagging alone = tagger.submit(texts.get(i)).join();
        assertSameSpans(together.get(i).entities(), alone.entities());
        assertThat(alone.tokens()).isEqualTo(together.get(i).tokens());
      }
      assertThat(tagger.counts().batches()).isEqualTo(texts.size());
      assertThat(tagger.counts().paddingShare()).isZero();
    }
  }

  /** Each token judged by the window that shows the most around it, found by looking at all. */
  @Test
  void aLongTextIsTaggedAsItsWindowsSay() {
    int overlap = 8;
    try (BatchingTagger tagger = tagger(settings(64, Duration.ofMillis(1)));
        Tokenizer tokenizer = HuggingFaceTokens.of(checkpoint)) {
      for (int words : new int[] {0, 1, 12, 30, 80, 200}) {
        String text = text(words);
        Tokens tokens = tokenizer.encode(text);
        int windows = 1;
        while (CONTENT + (windows - 1) * (CONTENT - overlap) < tokens.size()) {
          windows++;
        }

        Tagging tagging = tagger.submit(text).join();

        assertThat(tagging.tokens()).isEqualTo(tokens.size());
        assertThat(tagging.windows()).as("%d tokens", tokens.size()).isEqualTo(windows);
        assertThat(tagging.model()).isEqualTo("tiny@1");
        assertThat(tagging.labels()).isEqualTo(model.labels().hash());
        assertSameSpans(tagging.entities(), byHand(text, tokens, windows, overlap));
        assertThat(tagging.entities())
            .allMatch(span -> text.substring(span.start(), span.end()).equals(span.text()));
      }
    }
  }

  @Test
  void entitiesAreFoundAllTheWayThroughALongText() {
    String text = text(400);
    try (BatchingTagger tagger = tagger(settings(64, Duration.ofMillis(1)))) {
      List<EntitySpan> entities = tagger.submit(text).join().entities();
      int widestGap = 0;
      int last = 0;
      for (EntitySpan entity : entities) {
        assertThat(entity.start()).isGreaterThanOrEqualTo(last);
        widestGap = Math.max(widestGap, entity.start() - last);
        last = entity.end();
      }
      // This model finds something in every other word; a dropped window would be 100 characters.
      assertThat(Math.max(widestGap, text.length() - last)).isLessThan(80);
    }
  }

  @Test
  void aTextBeyondTheLimitIsRefusedAndNoOther() {
    try (BatchingTagger tagger = tagger(settings(64, Duration.ofMillis(1)))) {
      assertThat(tagger.submit("a ".repeat(2000)).join().tokens()).isEqualTo(2000);
      CompletableFuture<Tagging> tooLong = tagger.submit("a ".repeat(2001));
      assertThatThrownBy(tooLong::join)
          .cause()
          .isInstanceOf(UntaggableTextException.class)
          .hasMessageContainingAll("2001", "2000");
      assertThat(tagger.submit("Ada").join().tokens()).isEqualTo(1);
    }
  }

  @Test
  void windowsWithoutRoomForTextAreRefusedAtTheStart() {
    TaggerSettings settings =
        new TaggerSettings(
            Aggregation.SIMPLE, 2, 0, 100, new BatchLimits(64, 8, Duration.ZERO), 1, 10);
    assertThatThrownBy(() -> tagger(settings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("windows of 2 tokens");
  }

  /**
   * Every window one by one through the model, every token from where it is farthest from a cut.
   */
  private List<EntitySpan> byHand(String text, Tokens tokens, int windows, int overlap) {
    int labels = model.labels().size();
    float[] scores = new float[tokens.size() * labels];
    int[] distance = new int[tokens.size()];
    Arrays.fill(distance, -1);
    for (int w = 0; w < windows; w++) {
      int from = w * (CONTENT - overlap);
      int to = Math.min(tokens.size(), from + CONTENT);
      int[] row = new int[to - from + 2];
      row[0] = TinyBert.VOCABULARY.indexOf("[CLS]");
      System.arraycopy(tokens.ids(), from, row, 1, to - from);
      row[row.length - 1] = TinyBert.VOCABULARY.indexOf("[SEP]");
      LabelProbabilities said =
          model.loaded().classify(TokenBatch.pad(List.of(row), model.padTokenId()));
      for (int token = from; token < to; token++) {
        int left = from == 0 ? Integer.MAX_VALUE : token - from;
        int right = to == tokens.size() ? Integer.MAX_VALUE : to - 1 - token;
        // Of two windows that show equally much the later: both are right, one must be named.
        if (Math.min(left, right) >= distance[token]) {
          distance[token] = Math.min(left, right);
          System.arraycopy(
              said.tokens(0, token - from + 1, token - from + 2),
              0,
              scores,
              token * labels,
              labels);
        }
      }
    }
    return new SpanDecoder(model.labels(), Aggregation.SIMPLE)
        .decode(
            text,
            new ScoredTokens(tokens.starts(), tokens.ends(), tokens.subword(), scores, labels));
  }

  private static void assertSameSpans(List<EntitySpan> actual, List<EntitySpan> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.size(); i++) {
      EntitySpan span = actual.get(i);
      EntitySpan other = expected.get(i);
      assertThat(span.score()).as("score of %s", span).isCloseTo(other.score(), within(1e-4));
      assertThat(span)
          .isEqualTo(
              new EntitySpan(other.type(), other.start(), other.end(), other.text(), span.score()));
    }
  }
}
