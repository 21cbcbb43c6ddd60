package dev.tidemark.inference;

import org.jspecify.annotations.Nullable;

/**
 * A window of a text as a model takes it.
 *
 * @param tokens special tokens included
 * @param masks what is asked about the masks in it; null where nothing is
 * @param since when it was made, in {@link System#nanoTime}
 */
record MaskedRow(int[] tokens, @Nullable Question masks, long since) {

  /**
   * About each of some masks the same.
   *
   * @param at places of the masks in the row
   * @param topK words to give for each; of the targets, where there are any
   * @param targets vocabulary ids to choose among; none for all
   */
  record Question(int[] at, int topK, int[] targets) {}
}
