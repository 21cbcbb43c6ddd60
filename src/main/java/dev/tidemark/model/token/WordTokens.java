package dev.tidemark.model.token;

/**
 * The tokens of words that somebody else has cut. A word may have no token at all, when the
 * tokenizer knows none of its characters (a zero-width space, say).
 *
 * @param ids as the encoder takes them, see {@link InputToken}
 * @param words index of the word each token belongs to, ascending
 */
public record WordTokens(int[] ids, int[] words) {

  public int size() {
    return ids.length;
  }
}
