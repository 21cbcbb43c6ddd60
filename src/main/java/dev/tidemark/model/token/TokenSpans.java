package dev.tidemark.model.token;

/**
 * Puts right what tokenizers that treat blanks as part of a word say of where tokens stand: byte
 * level BPE ({@code Ġword}) and SentencePiece ({@code ▁word}). An entity must not begin or end with
 * a blank, nor take the comma after it.
 */
public final class TokenSpans {

  private TokenSpans() {}

  /**
   * Takes white space off both ends of each span. A token of nothing but white space keeps no span:
   * it stands empty before the word that it begins, or at the end of the token before it, as a part
   * of that word.
   *
   * @param starts first UTF-16 code unit of each token; changed in place
   * @param ends one past the last; changed in place
   * @param subword whether the token continues the word of the token before it; changed in place
   */
  public static void trim(String text, int[] starts, int[] ends, boolean[] subword) {
    for (int i = 0; i < starts.length; i++) {
      while (starts[i] < ends[i] && isBlank(text.charAt(starts[i]))) {
        starts[i]++;
      }
      while (starts[i] < ends[i] && isBlank(text.charAt(ends[i] - 1))) {
        ends[i]--;
      }
      boolean beginsAWord = i + 1 < starts.length && subword[i + 1];
      if (starts[i] == ends[i] && i > 0 && !beginsAWord) {
        starts[i] = ends[i - 1];
        ends[i] = ends[i - 1];
        subword[i] = true;
      }
    }
  }

  /**
   * Ends words at white space that the tokenizer does not know for such (a tab, say), and where
   * letters and digits meet anything else, as tokenizers do that look for punctuation; between
   * tokens only. Spans must be trimmed.
   *
   * @param subword whether the token continues the word of the token before it; changed in place
   */
  public static void splitWords(String text, int[] starts, int[] ends, boolean[] subword) {
    for (int i = 1; i < starts.length; i++) {
      int at = starts[i];
      if (!subword[i] || at == 0 || at < ends[i - 1]) {
        continue;
      }
      if (at > ends[i - 1]) {
        subword[i] = !isBlank(text.charAt(at - 1));
      } else if (starts[i - 1] < at && at < ends[i]) {
        subword[i] = isPartOfWord(text.codePointBefore(at)) == isPartOfWord(text.codePointAt(at));
      }
    }
  }

  private static boolean isBlank(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  private static boolean isPartOfWord(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK ->
          true;
      default -> Character.isLetterOrDigit(codePoint);
    };
  }
}
