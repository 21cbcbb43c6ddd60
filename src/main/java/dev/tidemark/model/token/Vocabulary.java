package dev.tidemark.model.token;

import java.util.OptionalInt;

/**
 * The words that a masked language model chooses from.
 *
 * <p>Threading notes: safe for use by any number of threads.
 */
public interface Vocabulary {

  /**
   * The token that is this word: the entry of the vocabulary that is spelt so, else what the
   * tokenizer makes of the word where that is a single token. Never a part of the word.
   */
  OptionalInt find(String word);

  /**
   * A token as Hugging Face's fill-mask pipeline shows it, blanks around it left out: {@code deal};
   * the continuation of a word as {@code ##ing}.
   */
  String text(int token);
}
