package dev.tidemark.training.masking;

/**
 * A chunk with some of its tokens hidden.
 *
 * @param ids as the model sees them
 * @param places positions it is asked about, ascending
 * @param targets vocabulary id that stood at each of them
 */
public record MaskedRow(int[] ids, int[] places, int[] targets) {

  public int length() {
    return ids.length;
  }
}
