package dev.tidemark.model.span;

/**
 * The tokens of one text (special tokens left out) with the probability of each label. Arrays are
 * not copied: whoever makes one gives it away.
 *
 * @param starts first UTF-16 code unit of each token in the text
 * @param ends one past the last UTF-16 code unit of each token
 * @param subword whether the token continues the word of the token before it
 * @param scores probabilities, row-major: {@code scores[token * labelCount + label]}, each row sums
 *     to 1
 * @param labelCount labels of the model
 */
public record ScoredTokens(
    int[] starts, int[] ends, boolean[] subword, float[] scores, int labelCount) {

  public ScoredTokens {
    int n = starts.length;
    if (ends.length != n || subword.length != n || scores.length != n * labelCount) {
      throw new IllegalArgumentException(
          "%d starts, %d ends, %d subword flags, %d scores of %d labels do not describe the same tokens"
              .formatted(n, ends.length, subword.length, scores.length, labelCount));
    }
  }

  public int size() {
    return starts.length;
  }

  public float score(int token, int label) {
    return scores[token * labelCount + label];
  }
}
