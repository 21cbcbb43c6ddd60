package dev.tidemark.training;

/**
 * One row for the model: a sentence, or a window of a long one.
 *
 * @param ids with the special tokens around them
 * @param labels label id of each token, {@link LabelledBatch#IGNORED} where none counts
 * @param words word of the sentence that each token begins, -1 for special tokens and the later
 *     tokens of a word, and where another window of the sentence is believed instead
 * @param sentence index of the sentence in its data set
 * @param weight what the row counts in the loss
 */
public record Example(int[] ids, int[] labels, int[] words, int sentence, float weight) {

  public int length() {
    return ids.length;
  }
}
