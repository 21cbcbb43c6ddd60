package dev.tidemark.training;

import dev.tidemark.model.TokenBatch;

/**
 * Token ids with the label each should get.
 *
 * @param tokens ids, {@code [rows, length]}
 * @param labels label id of each token, {@link #IGNORED} where none counts, {@code [rows, length]}
 * @param weights what each row counts in the loss, 1 for ordinary data
 */
public record LabelledBatch(TokenBatch tokens, int[] labels, float[] weights) {

  /** Label of special tokens and padding: PyTorch's {@code ignore_index}. */
  public static final int IGNORED = -100;
}
