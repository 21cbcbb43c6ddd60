package dev.tidemark.model.token;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model's own way of cutting text into tokens. Nothing is truncated or padded, no special tokens
 * are added.
 *
 * <p>Threading notes: safe for use by any number of threads.
 */
public interface Tokenizer extends AutoCloseable {

  /** Tokens of a text as it stands. */
  Tokens encode(String text);

  /** Tokens of words that somebody else has cut. */
  WordTokens encodeWords(List<String> words);

  /** Tokens that the model expects around every sequence, e.g. {@code [CLS]} and {@code [SEP]}. */
  SpecialTokens special();

  /** The token that stands for a hidden one; null where the model has none. */
  @Nullable MaskToken mask();

  /** Gives its memory back. */
  @Override
  void close();

  /** What stands before and after the tokens of every sequence. */
  record SpecialTokens(int[] before, int[] after) {

    public int count() {
      return before.length + after.length;
    }

    /** Tokens {@code [from, to)} of {@code ids} with the special tokens around them. */
    public int[] wrap(int[] ids, int from, int to) {
      int[] row = new int[count() + to - from];
      System.arraycopy(before, 0, row, 0, before.length);
      System.arraycopy(ids, from, row, before.length, to - from);
      System.arraycopy(after, 0, row, before.length + to - from, after.length);
      return row;
    }
  }
}
