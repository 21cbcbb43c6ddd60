package dev.tidemark.inference;

/**
 * Told what a tagger's model does, in values only. {@link TaggerCounts} sums it up for one tagger;
 * another one may go on counting over all taggers that replace each other.
 *
 * <p>Threading notes: called by all callers and workers of the tagger, per text, per row or per
 * batch and never per token; implementations are safe for that, and short.
 */
public interface TaggerMetrics {

  /** Measures nothing. */
  TaggerMetrics NONE = new TaggerMetrics() {};

  /** A text was cut into tokens, which took so long. */
  default void tokenized(long nanos) {}

  /**
   * A row has waited for its batch, and before that for room in the queue. A row whose batch fails
   * and runs again in parts is told of each time.
   */
  default void waited(long nanos) {}

  /**
   * The model has computed a batch.
   *
   * @param rows texts, or windows of long ones
   * @param tokens in them, special tokens included
   * @param paddedTokens that were computed, padding included
   * @param budget padded tokens that a batch may hold at present
   */
  default void computed(int rows, long tokens, long paddedTokens, int budget, long nanos) {}

  /**
   * A text was answered.
   *
   * @param tokens of it, special tokens left out
   * @param decodingNanos that making entities of probabilities took
   */
  default void decoded(int tokens, long decodingNanos) {}
}
