package dev.tidemark.model;

/**
 * A loaded token-classification model.
 *
 * <p>Threading notes: {@link #classify} on any number of threads; {@link #close} when none is in
 * it.
 */
public interface TokenClassifier extends AutoCloseable {

  LabelSet labels();

  /** Longest row it takes, special tokens included. */
  int maxTokens();

  /** Token that fills short rows. */
  int padTokenId();

  /** One forward pass. */
  LabelProbabilities classify(TokenBatch batch);

  /** Gives its memory back. */
  @Override
  void close();
}
