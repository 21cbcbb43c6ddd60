package dev.tidemark.model;

import java.util.Arrays;

/**
 * What a classifier says of each token of a batch.
 *
 * @param length tokens of a row, padding included
 * @param labels outputs of the model
 * @param values row-major {@code [rows, length, labels]}; each token's labels sum to 1
 */
public record LabelProbabilities(int length, int labels, float[] values) {

  /** Probabilities {@code [to - from, labels]} of some tokens of a row. */
  public float[] tokens(int row, int from, int to) {
    int base = row * length;
    return Arrays.copyOfRange(values, (base + from) * labels, (base + to) * labels);
  }

  /** Most probable label of a token. */
  public int argmax(int row, int token) {
    int at = (row * length + token) * labels;
    int best = 0;
    for (int label = 1; label < labels; label++) {
      if (values[at + label] > values[at + best]) {
        best = label;
      }
    }
    return best;
  }
}
