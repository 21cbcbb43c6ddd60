package dev.tidemark.model.token;

/**
 * The tokens of a text.
 *
 * @param ids as the encoder takes them, see {@link InputToken}
 * @param starts first UTF-16 code unit of each token in the text
 * @param ends one past the last
 * @param subword whether the token continues the word of the token before it, as the tokenizer's
 *     word ids say
 */
public record Tokens(int[] ids, int[] starts, int[] ends, boolean[] subword) {

  public int size() {
    return ids.length;
  }
}
