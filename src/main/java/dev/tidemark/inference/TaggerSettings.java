package dev.tidemark.inference;

import dev.tidemark.batch.BatchLimits;
import dev.tidemark.model.span.Aggregation;

/**
 * How texts are cut, batched and decoded.
 *
 * @param aggregation from token labels to entities
 * @param windowTokens longest input of the model, special tokens included; the model's own limit if
 *     that is lower
 * @param overlapTokens that neighbouring windows of a long text share
 * @param maxTokensPerText a longer text is refused: it would hold up every other text of its
 *     partition for longer than a transaction may last
 * @param limits of a batch
 * @param workers batches that the model computes at a time
 * @param maxQueuedTokens tokens that may wait for a batch before {@link Tagger#submit} blocks
 * @param fillTopK candidates for a mask whose text does not say how many
 */
public record TaggerSettings(
    Aggregation aggregation,
    int windowTokens,
    int overlapTokens,
    int maxTokensPerText,
    BatchLimits limits,
    int workers,
    long maxQueuedTokens,
    int fillTopK) {

  private static final int FILL_TOP_K = 5;

  /** With five candidates for a mask, as Hugging Face gives. */
  public TaggerSettings(
      Aggregation aggregation,
      int windowTokens,
      int overlapTokens,
      int maxTokensPerText,
      BatchLimits limits,
      int workers,
      long maxQueuedTokens) {
    this(
        aggregation,
        windowTokens,
        overlapTokens,
        maxTokensPerText,
        limits,
        workers,
        maxQueuedTokens,
        FILL_TOP_K);
  }
}
