package dev.tidemark.model;

/**
 * A loaded token-classification model.
 *
 * <p>Threading notes: one thread at a time; the engine uses every core for one batch.
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
