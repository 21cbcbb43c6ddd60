package dev.tidemark.training.masking;

/**
 * A stretch of running text as long as a row of the model.
 *
 * @param ids as the encoder takes them, special tokens around and between texts included
 * @param words word of the chunk that each token belongs to, counted from 0; -1 for special tokens
 */
public record Chunk(int[] ids, int[] words) {

  public int length() {
    return ids.length;
  }
}
