package dev.tidemark.inference;

import dev.tidemark.batch.BatchLoop;
import dev.tidemark.batch.BatchRunner;
import dev.tidemark.model.LabelProbabilities;
import dev.tidemark.model.MaskQuery;
import dev.tidemark.model.TokenBatch;
import dev.tidemark.model.TwoHeadClassifier;
import dev.tidemark.model.span.ScoredTokens;
import dev.tidemark.model.span.SpanDecoder;
import dev.tidemark.model.token.Tokens;
import dev.tidemark.model.token.Windows;
import dev.tidemark.text.FillOptions;
import dev.tidemark.text.MaskFill;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Tags texts with one model: tokenises on the caller's thread, lets the windows of all callers
 * share batches, puts together what the windows say.
 *
 * <p>Masks are filled by the model's own second head, in the same forward pass, or by a {@link
 * BatchingFiller}. That one has a queue and workers of its own, because another checkpoint has
 * another tokenizer and so other windows: a second pass within a batch would hold up all texts of
 * the batch for the few with masks. A text is answered when both have answered. Each queue bounds
 * itself, and no worker ever waits for the other queue, so neither can block for good.
 *
 * <p>Threading notes: {@link #submit} on any thread; the model and the decoding on the batch loop's
 * workers.
 */
public final class BatchingTagger implements VersionedTagger {

  private final ServedModel model;
  private final SpanDecoder decoder;
  private final String labels;
  private final TextRows rows;
  private final @Nullable FillHead head;
  private final @Nullable BatchingFiller filler;
  private final @Nullable String fillModel;
  private final BatchLoop<MaskedRow, RowResult> loop;
  private final TaggerCounts counts = new TaggerCounts();
  private final TaggerMetrics metrics;

  /**
   * What the model says of a row.
   *
   * @param scores label probabilities of its tokens
   * @param words for the masks it asked about
   * @param batch it was part of
   */
  private record RowResult(float[] scores, List<RankedWords> words, BatchTimes batch) {}

  /**
   * A running tagger.
   *
   * @param model stays the caller's, to be closed after this
   */
  public BatchingTagger(ServedModel model, TaggerSettings settings) {
    this(model, settings, null, TaggerMetrics.NONE);
  }

  /**
   * A running tagger.
   *
   * @param model stays the caller's, to be closed after this
   * @param filler answers the masks in the model's stead, and is closed with this
   * @param metrics told what happens, besides {@link #counts}
   */
  public BatchingTagger(
      ServedModel model,
      TaggerSettings settings,
      @Nullable BatchingFiller filler,
      TaggerMetrics metrics) {
    this.model = model;
    this.metrics = metrics;
    this.filler = filler;
    this.head = filler == null ? FillHead.of(model, settings) : null;
    this.fillModel = filler != null ? filler.version() : head != null ? model.version() : null;
    this.decoder = new SpanDecoder(model.classifier().labels(), settings.aggregation());
    this.labels = model.classifier().labels().hash();
    this.rows = new TextRows(model.tokenizer(), model.classifier().maxTokens(), settings);
    this.loop =
        BatchLoop.start(
            "model",
            settings.limits(),
            settings.workers(),
            settings.maxQueuedTokens(),
            new Runner());
  }

  @Override
  public CompletableFuture<Tagging> submit(String text) {
    return submit(text, FillOptions.USUAL);
  }

  @Override
  public CompletableFuture<Tagging> submit(String text, FillOptions options) {
    CompletableFuture<Tagging> tagging = tag(text, options);
    return filler == null || !filler.mayFill(text)
        ? tagging
        : tagging.thenCombine(filler.submit(text, options), Tagging::with);
  }

  @Override
  public void hurry() {
    loop.hurry();
    if (filler != null) {
      filler.hurry();
    }
  }

  @Override
  public String version() {
    return model.version();
  }

  @Override
  public boolean isAlive() {
    return loop.isAlive() && (filler == null || filler.isAlive());
  }

  public TaggerCounts counts() {
    return counts;
  }

  @Override
  public void close() {
    loop.close();
    if (filler != null) {
      filler.close();
    }
  }

  private CompletableFuture<Tagging> tag(String text, FillOptions options) {
    Tokens tokens;
    long start = System.nanoTime();
    try {
      tokens = rows.encode(text);
    } catch (UntaggableTextException e) {
      return CompletableFuture.failedFuture(e);
    }
    long tokenizing = System.nanoTime() - start;
    counts.tokenized(tokenizing);
    metrics.tokenized(tokenizing);
    TextMasks masks = head == null ? null : head.masks(tokens, options);
    List<Windows.Window> windows = rows.windows(tokens);
    List<CompletableFuture<RowResult>> parts = new ArrayList<>(windows.size());
    for (Windows.Window window : windows) {
      MaskedRow row = rows.row(tokens, window, masks);
      parts.add(loop.submit(row, row.tokens().length));
    }
    CompletableFuture<?> all =
        parts.size() == 1
            ? parts.get(0)
            : CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new));
    return all.handle((ignored, failure) -> finish(text, tokens, windows, masks, parts, failure));
  }

  private Tagging finish(
      String text,
      Tokens tokens,
      List<Windows.Window> windows,
      @Nullable TextMasks masks,
      List<CompletableFuture<RowResult>> parts,
      @Nullable Throwable failure) {
    if (failure != null) {
      throw ModelFailures.judged(failure);
    }
    long start = System.nanoTime();
    int labelCount = model.classifier().labels().size();
    float[] scores = new float[tokens.size() * labelCount];
    BatchTimes batch = null;
    for (int w = 0; w < windows.size(); w++) {
      Windows.Window window = windows.get(w);
      RowResult part = parts.get(w).join();
      batch = BatchTimes.over(batch, part.batch());
      System.arraycopy(
          part.scores(),
          (rows.before() + window.ownFrom() - window.from()) * labelCount,
          scores,
          window.ownFrom() * labelCount,
          (window.ownTo() - window.ownFrom()) * labelCount);
    }
    ScoredTokens scored =
        new ScoredTokens(tokens.starts(), tokens.ends(), tokens.subword(), scores, labelCount);
    Tagging tagging =
        new Tagging(
            decoder.decode(text, scored),
            model.version(),
            labels,
            windows.size(),
            tokens.size(),
            masks == null ? List.of() : fills(text, tokens, masks, parts),
            fillModel,
            batch);
    long decoding = System.nanoTime() - start;
    counts.decoded(tokens.size(), decoding);
    metrics.decoded(tokens.size(), decoding);
    return tagging;
  }

  private List<MaskFill> fills(
      String text, Tokens tokens, TextMasks masks, List<CompletableFuture<RowResult>> parts) {
    List<RankedWords> answers =
        parts.stream().flatMap(part -> part.join().words().stream()).toList();
    return masks.fills(text, tokens, answers, Objects.requireNonNull(head).vocabulary());
  }

  private final class Runner implements BatchRunner<MaskedRow, RowResult> {

    @Override
    public List<RowResult> run(List<MaskedRow> batched) {
      TokenBatch batch =
          TokenBatch.pad(
              batched.stream().map(MaskedRow::tokens).toList(), model.classifier().padTokenId());
      MaskQuery query =
          head == null
              ? null
              : MaskQuestions.of(batched, batch.length(), head.classifier().vocabularySize());
      long start = System.nanoTime();
      batched.forEach(row -> metrics.waited(start - row.since()));
      LabelProbabilities probabilities;
      List<List<RankedWords>> words = List.of();
      if (query == null) {
        probabilities = model.classifier().classify(batch);
      } else {
        TwoHeadClassifier.Both both =
            Objects.requireNonNull(head).classifier().classifyAndFill(batch, query);
        probabilities = both.labels();
        words = MaskQuestions.answers(batched, query, both.words());
      }
      checkSound(batch, probabilities);
      BatchTimes times = new BatchTimes(start, System.nanoTime(), batch.rows());
      measure(batch, times.ended() - start);
      List<RowResult> results = new ArrayList<>(batched.size());
      for (int r = 0; r < batched.size(); r++) {
        results.add(
            new RowResult(
                probabilities.tokens(r, 0, batched.get(r).tokens().length),
                query == null ? List.of() : words.get(r),
                times));
      }
      return results;
    }

    private void measure(TokenBatch batch, long nanos) {
      long tokens = Arrays.stream(batch.lengths()).asLongStream().sum();
      long padded = (long) batch.rows() * batch.length();
      int budget = loop.limits().maxTokens();
      counts.computed(batch.rows(), tokens, padded, budget, nanos);
      metrics.computed(batch.rows(), tokens, padded, budget, nanos);
    }

    /**
     * Which result is whose is anyone's guess otherwise, a missing one would read as zeros, and
     * what is no number as no entity.
     */
    private void checkSound(TokenBatch batch, LabelProbabilities probabilities) {
      int wanted = batch.rows() * batch.length() * model.classifier().labels().size();
      int given = probabilities.values().length;
      if (given != wanted || probabilities.length() != batch.length()) {
        throw new IllegalStateException(
            "the model gave %d probabilities in rows of %d tokens for %d rows of %d, which need %d"
                .formatted(given, probabilities.length(), batch.rows(), batch.length(), wanted));
      }
      float sum = 0;
      for (float value : probabilities.values()) {
        sum += value; // stays NaN or infinite once it is
      }
      if (!Float.isFinite(sum)) {
        throw new IllegalStateException(
            "the model gave what is no number: its weights are damaged, or overflow in its number"
                + " format");
      }
    }

    @Override
    public boolean isOutOfMemory(Throwable failure) {
      return ModelFailures.isOutOfMemory(failure);
    }
  }
}
