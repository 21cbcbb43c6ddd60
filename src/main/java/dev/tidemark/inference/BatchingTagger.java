package dev.tidemark.inference;

import dev.tidemark.batch.BatchLoop;
import dev.tidemark.batch.BatchRunner;
import dev.tidemark.batch.DeviceFailedException;
import dev.tidemark.model.LabelProbabilities;
import dev.tidemark.model.TokenBatch;
import dev.tidemark.model.span.ScoredTokens;
import dev.tidemark.model.span.SpanDecoder;
import dev.tidemark.model.token.Tokens;
import dev.tidemark.model.token.Windows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

/**
 * Tags texts with one model: tokenises on the caller's thread, lets the windows of all callers
 * share batches, puts together what the windows say.
 *
 * <p>Threading notes: {@link #submit} on any thread; the model and the decoding on the batch loop's
 * workers.
 */
public final class BatchingTagger implements Tagger, AutoCloseable {

  private final ServedModel model;
  private final TaggerSettings settings;
  private final SpanDecoder decoder;
  private final String labels;
  private final int content;
  private final int overlap;
  private final BatchLoop<int[], float[]> loop;
  private final TaggerCounts counts = new TaggerCounts();

  /**
   * A running tagger.
   *
   * @param model stays the caller's, to be closed after this
   */
  public BatchingTagger(ServedModel model, TaggerSettings settings) {
    this.model = model;
    this.settings = settings;
    this.decoder = new SpanDecoder(model.classifier().labels(), settings.aggregation());
    this.labels = model.classifier().labels().hash();
    int window = Math.min(settings.windowTokens(), model.classifier().maxTokens());
    this.content = window - model.tokenizer().special().count();
    if (content < 1) {
      throw new IllegalArgumentException(
          "windows of %d tokens leave no room for text".formatted(window));
    }
    this.overlap = Math.min(settings.overlapTokens(), content / 2);
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
    Tokens tokens;
    long start = System.nanoTime();
    try {
      tokens = model.tokenizer().encode(text);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(
          new UntaggableTextException("the tokenizer failed on this text: " + e.getMessage(), e));
    }
    if (tokens.size() > settings.maxTokensPerText()) {
      return CompletableFuture.failedFuture(
          new UntaggableTextException(
              "the text has %d tokens, more than the %d that tidemark.text.max-tokens allows"
                  .formatted(tokens.size(), settings.maxTokensPerText())));
    }
    counts.tokenizerNanos.add(System.nanoTime() - start);
    List<Windows.Window> windows = Windows.cut(tokens.size(), content, overlap);
    List<CompletableFuture<float[]>> parts = new ArrayList<>(windows.size());
    for (Windows.Window window : windows) {
      int[] row = model.tokenizer().special().wrap(tokens.ids(), window.from(), window.to());
      parts.add(loop.submit(row, row.length));
    }
    CompletableFuture<?> all =
        parts.size() == 1
            ? parts.get(0)
            : CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new));
    return all.handle((ignored, failure) -> finish(text, tokens, windows, parts, failure));
  }

  @Override
  public void hurry() {
    loop.hurry();
  }

  /** Whether it still answers; once dead it stays so. */
  public boolean isAlive() {
    return loop.isAlive();
  }

  public TaggerCounts counts() {
    return counts;
  }

  @Override
  public void close() {
    loop.close();
  }

  private Tagging finish(
      String text,
      Tokens tokens,
      List<Windows.Window> windows,
      List<CompletableFuture<float[]>> parts,
      @org.jspecify.annotations.Nullable Throwable failure) {
    if (failure != null) {
      throw judged(
          failure instanceof CompletionException && failure.getCause() != null
              ? failure.getCause()
              : failure);
    }
    long start = System.nanoTime();
    int labelCount = model.classifier().labels().size();
    float[] scores = new float[tokens.size() * labelCount];
    int before = model.tokenizer().special().before().length;
    for (int w = 0; w < windows.size(); w++) {
      Windows.Window window = windows.get(w);
      System.arraycopy(
          parts.get(w).join(),
          (before + window.ownFrom() - window.from()) * labelCount,
          scores,
          window.ownFrom() * labelCount,
          (window.ownTo() - window.ownFrom()) * labelCount);
    }
    counts.texts.increment();
    counts.tokens.add(tokens.size());
    ScoredTokens scored =
        new ScoredTokens(tokens.starts(), tokens.ends(), tokens.subword(), scores, labelCount);
    Tagging tagging =
        new Tagging(
            decoder.decode(text, scored), model.version(), labels, windows.size(), tokens.size());
    counts.decodingNanos.add(System.nanoTime() - start);
    return tagging;
  }

  /**
   * A failure of the device is everybody's; any other has been pinned to this text by bisection.
   */
  private static CompletionException judged(Throwable failure) {
    if (failure instanceof DeviceFailedException
        || failure instanceof CancellationException
        || failure instanceof TimeoutException
        || failure instanceof InterruptedException
        || failure instanceof Error) {
      return new CompletionException(failure);
    }
    return new CompletionException(
        new UntaggableTextException(
            "the model failed on this text: " + failure.getMessage(), failure));
  }

  private final class Runner implements BatchRunner<int[], float[]> {

    @Override
    public List<float[]> run(List<int[]> rows) {
      TokenBatch batch = TokenBatch.pad(rows, model.classifier().padTokenId());
      long start = System.nanoTime();
      LabelProbabilities probabilities = model.classifier().classify(batch);
      checkShape(batch, probabilities);
      counts.modelNanos.add(System.nanoTime() - start);
      counts.batches.increment();
      counts.batchedTokens.add(Arrays.stream(batch.lengths()).asLongStream().sum());
      counts.paddedTokens.add((long) batch.rows() * batch.length());
      List<float[]> results = new ArrayList<>(rows.size());
      for (int r = 0; r < rows.size(); r++) {
        results.add(probabilities.tokens(r, 0, rows.get(r).length));
      }
      return results;
    }

    /** Which result is whose is anyone's guess otherwise, and a missing one would read as zeros. */
    private void checkShape(TokenBatch batch, LabelProbabilities probabilities) {
      int wanted = batch.rows() * batch.length() * model.classifier().labels().size();
      int given = probabilities.values().length;
      if (given != wanted || probabilities.length() != batch.length()) {
        throw new IllegalStateException(
            "the model gave %d probabilities in rows of %d tokens for %d rows of %d, which need %d"
                .formatted(given, probabilities.length(), batch.rows(), batch.length(), wanted));
      }
    }

    /**
     * DJL reports every native failure by one exception type; only PyTorch's words tell them apart.
     */
    @Override
    public boolean isOutOfMemory(Throwable failure) {
      String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
      return message.contains("out of memory") || message.contains("can't allocate memory");
    }
  }
}
