package dev.tidemark.model;

/**
 * A loaded masked language model.
 *
 * <p>Threading notes: {@link #fill} on any number of threads; {@link #close} when none is in it.
 */
public interface MaskFiller extends AutoCloseable {

  /** Longest row it takes, special tokens included. */
  int maxTokens();

  /** Token that fills short rows. */
  int padTokenId();

  /** Words that it knows. */
  int vocabularySize();

  /** One forward pass. */
  WordProbabilities fill(TokenBatch batch, MaskQuery query);

  /** Gives its memory back. */
  @Override
  void close();
}
