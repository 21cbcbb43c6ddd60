package dev.tidemark.model;

import java.util.Arrays;
import java.util.List;

/**
 * Rows of token ids of different lengths, filled up to the longest.
 *
 * @param length tokens of the longest row, special tokens included
 * @param ids as the encoder takes them (see {@link dev.tidemark.model.token.InputToken}),
 *     row-major, {@code [rows, length]}
 * @param lengths tokens of each row that are not padding
 */
public record TokenBatch(int length, int[] ids, int[] lengths) {

  public static TokenBatch pad(List<int[]> rows, int padTokenId) {
    int length = rows.stream().mapToInt(row -> row.length).max().orElseThrow();
    int[] ids = new int[rows.size() * length];
    Arrays.fill(ids, padTokenId);
    int[] lengths = new int[rows.size()];
    for (int r = 0; r < lengths.length; r++) {
      lengths[r] = rows.get(r).length;
      System.arraycopy(rows.get(r), 0, ids, r * length, lengths[r]);
    }
    return new TokenBatch(length, ids, lengths);
  }

  public int rows() {
    return lengths.length;
  }
}
