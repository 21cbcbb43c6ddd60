package dev.tidemark.model.token;

/**
 * A token as the encoder takes it: one {@code int} with the vocabulary id in the low 24 bits and
 * the token type in the bits above. Type 0, which single texts have in Hugging Face, leaves the
 * plain id, so a row of tokens stays one array from the tokenizer to the device.
 */
public final class InputToken {

  /** Bits of the vocabulary id; the largest vocabularies in use have a quarter of a million. */
  public static final int ID_BITS = 24;

  private static final int ID_MASK = (1 << ID_BITS) - 1;

  private InputToken() {}

  public static int of(int id, int type) {
    return type << ID_BITS | id;
  }

  /** Row of the word embeddings. */
  public static int id(int token) {
    return token & ID_MASK;
  }

  /** Row of the token-type embeddings. */
  public static int type(int token) {
    return token >>> ID_BITS;
  }
}
