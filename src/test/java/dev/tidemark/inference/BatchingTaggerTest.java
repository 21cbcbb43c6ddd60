package dev.tidemark.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tidemark.batch.BatchLimits;
import dev.tidemark.model.Dtype;
import dev.tidemark.model.LabelProbabilities;
import dev.tidemark.model.LabelSet;
import dev.tidemark.model.TokenBatch;
import dev.tidemark.model.TokenClassifier;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.checkpoint.Tensor;
import dev.tidemark.model.span.Aggregation;
import dev.tidemark.model.span.ScoredTokens;
import dev.tidemark.model.span.SpanDecoder;
import dev.tidemark.model.token.Tokenizer;
import dev.tidemark.model.token.Tokens;
import dev.tidemark.testing.Seeds;
import dev.tidemark.testing.TinyBert;
import dev.tidemark.text.EntitySpan;
import dev.tidemark.torch.HuggingFaceTokens;
import dev.tidemark.torch.TorchModels;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The whole way from text to spans, on a tiny model with windows of at most 32 tokens. */
@Timeout(60)
class BatchingTaggerTest {

  private static final List<String> WORDS =
      List.of(
          "Ada", "Lovelace", "met", "Paris,", "in", "the", "U.S.", "été", "👩‍🚀", "東京", "O'Neill");
  private static final int CONTENT = 30; // 32 less [CLS] and [SEP]

  private final Random random = Seeds.random("BatchingTaggerTest");
  private final Checkpoint checkpoint = TinyBert.ofSeed(4).checkpoint();
  private final Watched model = new Watched();

  @BeforeEach
  void load() throws IOException {
    model.loaded = new TorchModels("cpu", 1).load(checkpoint, Dtype.FP32);
  }

  @AfterEach
  void unload() {
    model.close();
  }

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

  /** The model fails whenever a batch holds the mask token. */
  @Test
  void onlyTheTextThatBreaksTheModelFails() {
    int mask = TinyBert.VOCABULARY.indexOf("[MASK]");
    model.before =
        batch -> {
          if (Arrays.stream(batch.ids()).anyMatch(id -> id == mask)) {
            throw new IllegalStateException("no masks here");
          }
        };
    try (BatchingTagger tagger = tagger(settings(64, Duration.ofMillis(50)))) {
      List<CompletableFuture<Tagging>> futures = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        futures.add(tagger.submit(i % 13 == 5 ? "Ada [MASK] met" : "Ada met Paris " + i));
      }
      // One bad window among the many of a long text: the text fails as a whole.
      futures.add(tagger.submit(text(100) + " [MASK] " + text(100)));
      tagger.hurry();
      for (int i = 0; i < futures.size(); i++) {
        CompletableFuture<Tagging> future = futures.get(i);
        if (i % 13 == 5 || i == 40) {
          assertThatThrownBy(future::join)
              .as("text %d", i)
              .cause()
              .isInstanceOf(UntaggableTextException.class)
              .hasMessageContaining("no masks here");
        } else {
          assertThat(future.join().windows()).as("text %d", i).isEqualTo(1);
        }
      }
      assertThat(tagger.counts().texts()).isEqualTo(37);
      assertThat(tagger.isAlive()).isTrue();
    }
  }

  /** A row short, the last text of the batch once got zeros for probabilities, and no entities. */
  @Test
  void aWrongNumberOfResultsFailsRatherThanBecomingSomebodys() {
    model.after =
        right -> {
          int row = right.length() * right.labels();
          float[] fewer = Arrays.copyOf(right.values(), right.values().length - row);
          return new LabelProbabilities(right.length(), right.labels(), fewer);
        };
    try (BatchingTagger tagger = tagger(settings(64, Duration.ofMillis(50)))) {
      List<CompletableFuture<Tagging>> futures =
          List.of(tagger.submit("Ada met Paris"), tagger.submit("Paris met Ada"));
      tagger.hurry();
      for (CompletableFuture<Tagging> future : futures) {
        assertThatThrownBy(future::join)
            .cause()
            .isInstanceOf(UntaggableTextException.class)
            .hasMessageContaining("the model gave 0 probabilities");
      }
    }
  }

  /** What is no number is above no threshold: without a check the text would have no entities. */
  @Test
  void aTextForWhichTheModelGivesNoNumbersFailsAndNoOther() throws IOException {
    model.close();
    model.loaded = new TorchModels("cpu", 1).load(maskIsNoNumber(), Dtype.FP32);
    try (BatchingTagger tagger = tagger(settings(64, Duration.ofMillis(50)))) {
      CompletableFuture<Tagging> sound = tagger.submit("Ada met Paris");
      CompletableFuture<Tagging> broken = tagger.submit("Ada met [MASK]");
      tagger.hurry();
      assertThatThrownBy(broken::join)
          .cause()
          .isInstanceOf(UntaggableTextException.class)
          .hasMessageContaining("the model gave what is no number");
      assertThat(sound.join().tokens()).isEqualTo(3);
    }
  }

  /** The model's checkpoint, its embedding of the mask token damaged. */
  private Checkpoint maskIsNoNumber() {
    String words = "embeddings.word_embeddings.weight";
    Tensor sound = Objects.requireNonNull(checkpoint.tensors().get(words));
    float[] values = sound.floats();
    values[TinyBert.VOCABULARY.indexOf("[MASK]") * checkpoint.config().hiddenSize()] = Float.NaN;
    Map<String, Tensor> tensors = new HashMap<>(checkpoint.tensors());
    tensors.put(words, Tensor.of(words, sound.shape(), values));
    return new Checkpoint(checkpoint.config(), tensors, checkpoint.tokenizerFiles());
  }

  @Test
  void aDeadModelIsNobodysTextsFault() {
    model.before =
        batch -> {
          throw new LinkageError("the library is gone");
        };
    try (BatchingTagger tagger = tagger(settings(64, Duration.ofMillis(1)))) {
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> tagger.submit("Ada").join())
            .isInstanceOf(CompletionException.class)
            .hasStackTraceContaining("the library is gone")
            .cause()
            .isNotInstanceOf(UntaggableTextException.class);
      }
      assertThat(tagger.isAlive()).isFalse();
    }
  }

  /** A batch too large for the device is run in parts, and every text gets its result. */
  @Test
  void outOfMemoryOnTheDeviceLosesNothing() {
    AtomicInteger refused = new AtomicInteger();
    model.before =
        batch -> {
          if (batch.rows() > 3) {
            refused.incrementAndGet();
            throw new IllegalStateException("CUDA out of memory. Tried to allocate 2.00 GiB");
          }
        };
    try (BatchingTagger tagger = tagger(settings(64, Duration.ofMillis(50)))) {
      List<CompletableFuture<Tagging>> futures = new ArrayList<>();
      for (int i = 0; i < 30; i++) {
        futures.add(tagger.submit("Ada met Paris"));
      }
      tagger.hurry();
      assertThat(futures).allSatisfy(future -> assertThat(future.join().tokens()).isEqualTo(3));
      assertThat(refused.get()).isPositive();
    }
  }

  @Test
  void afterCloseNoFutureIsPending() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    model.before =
        batch -> {
          running.countDown();
          await(goOn);
        };
    List<CompletableFuture<Tagging>> futures = new ArrayList<>();
    BatchingTagger tagger = tagger(settings(2, Duration.ZERO));
    for (int i = 0; i < 20; i++) {
      futures.add(tagger.submit(text(1 + i * 3))); // from one window to several
    }
    assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
    Thread closing = new Thread(tagger::close);
    closing.start();
    // What waited fails at once; what runs is let finish.
    assertThatThrownBy(futures.get(19)::join).hasCauseInstanceOf(CancellationException.class);
    goOn.countDown();
    closing.join();

    assertThat(futures).allMatch(CompletableFuture::isDone);
    assertThat(futures.get(0)).isCompleted();
    assertThatThrownBy(() -> tagger.submit("too late").join())
        .hasCauseInstanceOf(CancellationException.class);
    assertThat(tagger.isAlive()).isFalse();
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

  private BatchingTagger tagger(TaggerSettings settings) {
    return new BatchingTagger(
        new ServedModel("tiny@1", model, HuggingFaceTokens.of(checkpoint)), settings);
  }

  private static TaggerSettings settings(int requests, Duration linger) {
    return new TaggerSettings(
        Aggregation.SIMPLE, 512, 8, 2000, new BatchLimits(2048, requests, linger), 2, 100_000);
  }

  private String text(int words) {
    List<String> chosen = new ArrayList<>();
    for (int i = 0; i < words; i++) {
      chosen.add(WORDS.get(random.nextInt(WORDS.size())));
    }
    return String.join(" ", chosen);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The real model, with something that happens before each batch, or to its result. */
  private static final class Watched implements TokenClassifier {

    private volatile Consumer<TokenBatch> before = batch -> {};
    private volatile UnaryOperator<LabelProbabilities> after = right -> right;
    private @Nullable TokenClassifier loaded;

    TokenClassifier loaded() {
      return Objects.requireNonNull(loaded);
    }

    @Override
    public LabelSet labels() {
      return loaded().labels();
    }

    @Override
    public int maxTokens() {
      return loaded().maxTokens();
    }

    @Override
    public int padTokenId() {
      return loaded().padTokenId();
    }

    @Override
    public LabelProbabilities classify(TokenBatch batch) {
      before.accept(batch);
      return after.apply(loaded().classify(batch));
    }

    @Override
    public void close() {
      loaded().close();
    }
  }
}
