package dev.tidemark.inference;

import java.util.concurrent.atomic.LongAdder;

/**
 * What a tagger has done so far. Every number only grows.
 *
 * <p>Threading notes: any thread.
 */
public final class TaggerCounts implements TaggerMetrics {

  private final LongAdder texts = new LongAdder();
  private final LongAdder tokens = new LongAdder();
  private final LongAdder batches = new LongAdder();
  private final LongAdder batchedTokens = new LongAdder();
  private final LongAdder paddedTokens = new LongAdder();
  private final LongAdder modelNanos = new LongAdder();
  private final LongAdder tokenizerNanos = new LongAdder();
  private final LongAdder decodingNanos = new LongAdder();

  TaggerCounts() {}

  @Override
  public void tokenized(long nanos) {
    tokenizerNanos.add(nanos);
  }

  @Override
  public void computed(int rows, long tokensOfRows, long padded, int budget, long nanos) {
    batches.increment();
    batchedTokens.add(tokensOfRows);
    paddedTokens.add(padded);
    modelNanos.add(nanos);
  }

  @Override
  public void decoded(int tokensOfText, long nanos) {
    texts.increment();
    tokens.add(tokensOfText);
    decodingNanos.add(nanos);
  }

  /** Texts tagged. */
  public long texts() {
    return texts.sum();
  }

  /** Tokens of these texts, special tokens left out. */
  public long tokens() {
    return tokens.sum();
  }

  /** Batches that ran. */
  public long batches() {
    return batches.sum();
  }

  /** Tokens in these batches, special tokens and the overlap of windows included. */
  public long batchedTokens() {
    return batchedTokens.sum();
  }

  /** Tokens computed in these batches, padding included. */
  public long paddedTokens() {
    return paddedTokens.sum();
  }

  /** Share of the computed tokens that was padding. */
  public double paddingShare() {
    return totals().paddingShare();
  }

  /** All that concerns batches, as it is now. */
  public Totals totals() {
    return new Totals(
        batches(),
        batchedTokens(),
        paddedTokens(),
        modelSeconds(),
        tokenizerSeconds(),
        decodingSeconds());
  }

  /** The counts at an instant, or what was added between two; each field as the method above. */
  public record Totals(
      long batches,
      long batchedTokens,
      long paddedTokens,
      double modelSeconds,
      double tokenizerSeconds,
      double decodingSeconds) {

    public static final Totals NONE = new Totals(0, 0, 0, 0, 0, 0);

    public Totals minus(Totals before) {
      return plus(before, -1);
    }

    public Totals plus(Totals other) {
      return plus(other, 1);
    }

    private Totals plus(Totals other, int times) {
      return new Totals(
          batches + times * other.batches,
          batchedTokens + times * other.batchedTokens,
          paddedTokens + times * other.paddedTokens,
          modelSeconds + times * other.modelSeconds,
          tokenizerSeconds + times * other.tokenizerSeconds,
          decodingSeconds + times * other.decodingSeconds);
    }

    public double paddingShare() {
      return paddedTokens == 0 ? 0 : 1 - (double) batchedTokens / paddedTokens;
    }
  }

  /** Time the model was computing, of all workers together. */
  public double modelSeconds() {
    return modelNanos.sum() / 1e9;
  }

  /** Time spent on cutting texts into tokens, of all callers together. */
  public double tokenizerSeconds() {
    return tokenizerNanos.sum() / 1e9;
  }

  /** Time spent on making entities of probabilities, of all workers together. */
  public double decodingSeconds() {
    return decodingNanos.sum() / 1e9;
  }
}
