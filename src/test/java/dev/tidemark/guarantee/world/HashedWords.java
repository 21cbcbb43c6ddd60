package dev.tidemark.guarantee.world;

import dev.tidemark.model.token.MaskToken;
import dev.tidemark.model.token.Tokenizer;
import dev.tidemark.model.token.Tokens;
import dev.tidemark.model.token.WordTokens;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A tokenizer without a vocabulary: each word is a token, its id a hash of the word whose lowest
 * bit says whether the word is capitalised. So the rows of different texts differ.
 *
 * <p>Threading notes: no state.
 */
public final class HashedWords implements Tokenizer {

  static final int BEFORE = 1;
  static final int AFTER = 2;
  private static final int FIRST_WORD = 16;
  private static final Pattern WORD = Pattern.compile("\\S+");

  /** The token of a word. */
  static int id(String word) {
    CRC32 crc = new CRC32();
    crc.update(word.getBytes(StandardCharsets.UTF_8));
    int hash = (int) crc.getValue() & 0x3F_FFFF;
    return FIRST_WORD + ((hash << 1) | (Character.isUpperCase(word.charAt(0)) ? 1 : 0));
  }

  static boolean isCapitalised(int id) {
    return id >= FIRST_WORD && ((id - FIRST_WORD) & 1) == 1;
  }

  @Override
  public Tokens encode(String text) {
    List<MatchResult> words = WORD.matcher(text).results().toList();
    return new Tokens(
        words.stream().mapToInt(word -> id(word.group())).toArray(),
        words.stream().mapToInt(MatchResult::start).toArray(),
        words.stream().mapToInt(MatchResult::end).toArray(),
        new boolean[words.size()]);
  }

  @Override
  public WordTokens encodeWords(List<String> words) {
    throw new UnsupportedOperationException("only texts");
  }

  @Override
  public SpecialTokens special() {
    return new SpecialTokens(new int[] {BEFORE}, new int[] {AFTER});
  }

  @Override
  public @Nullable MaskToken mask() {
    return null;
  }

  @Override
  public void close() {}
}
