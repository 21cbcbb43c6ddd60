package dev.tidemark.testing;

import dev.tidemark.model.token.MaskToken;
import dev.tidemark.model.token.Tokenizer;
import dev.tidemark.model.token.Tokens;
import dev.tidemark.model.token.WordTokens;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tokenizer that can be followed in one's head: each three letters of a word are a token, the
 * last of a word may be shorter; the word {@code ~} has none. A token's id is 10 and the length of
 * its piece; 1 stands before a sequence, 2 and 3 after it.
 */
public final class ThreeLetterTokens implements Tokenizer {

  @Override
  public Tokens encode(String text) {
    throw new UnsupportedOperationException("only words");
  }

  @Override
  public WordTokens encodeWords(List<String> words) {
    List<Integer> ids = new ArrayList<>();
    List<Integer> of = new ArrayList<>();
    for (int word = 0; word < words.size(); word++) {
      String letters = words.get(word).replace("~", "");
      for (int from = 0; from < letters.length(); from += 3) {
        ids.add(10 + Math.min(3, letters.length() - from));
        of.add(word);
      }
    }
    return new WordTokens(
        ids.stream().mapToInt(Integer::intValue).toArray(),
        of.stream().mapToInt(Integer::intValue).toArray());
  }

  @Override
  public SpecialTokens special() {
    return new SpecialTokens(new int[] {1}, new int[] {2, 3});
  }

  @Override
  public @Nullable MaskToken mask() {
    return null;
  }

  @Override
  public void close() {}
}
