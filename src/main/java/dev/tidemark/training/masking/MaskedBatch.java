package dev.tidemark.training.masking;

import dev.tidemark.model.TokenBatch;
import java.util.List;

/**
 * Rows with hidden tokens, and what they were.
 *
 * @param tokens as the model sees them
 * @param places masked positions, counted through the rows of {@code tokens.ids()}
 * @param targets vocabulary id that stood at each of them
 */
public record MaskedBatch(TokenBatch tokens, int[] places, long[] targets) {

  /** Fills up rows to the length of the longest. */
  public static MaskedBatch collate(List<MaskedRow> rows, int padTokenId) {
    TokenBatch tokens = TokenBatch.pad(rows.stream().map(MaskedRow::ids).toList(), padTokenId);
    int count = rows.stream().mapToInt(row -> row.places().length).sum();
    int[] places = new int[count];
    long[] targets = new long[count];
    int next = 0;
    for (int r = 0; r < rows.size(); r++) {
      MaskedRow row = rows.get(r);
      for (int i = 0; i < row.places().length; i++) {
        places[next] = r * tokens.length() + row.places()[i];
        targets[next++] = row.targets()[i];
      }
    }
    return new MaskedBatch(tokens, places, targets);
  }
}
