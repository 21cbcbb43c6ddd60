package dev.tidemark.model.token;

/**
 * How a word is written, as a token type: what an uncased vocabulary throws away and news needs
 * (<i>us</i> and <i>US</i>, <i>may</i> and <i>May</i>). Lower case is type 0, the type that every
 * token has for who gives no types.
 *
 * <p>A word is here the run of letters, marks and digits around the token, so that text cut by the
 * tokenizer and text cut by somebody else are seen alike, and all pieces of a word say the same.
 */
public final class Casing {

  /** No letter, or none that has a case, or all lower: {@code may}, {@code 2026}, {@code 東京}. */
  static final int LOWER = 0;

  /** An upper-case letter and then none: {@code May}, {@code A}. */
  static final int CAPITALISED = 1;

  /** Two upper-case letters or more and no lower: {@code NATO}, {@code G20S}. */
  public static final int UPPER = 2;

  /** Any other mixture: {@code iPhone}, {@code McDonald}, {@code MPs}. */
  public static final int MIXED = 3;

  /** Number of types, the rows that a model's token-type embeddings need. */
  public static final int TYPES = 4;

  private Casing() {}

  /**
   * Type of each token, in one pass over the text however long its words are.
   *
   * @param starts first UTF-16 code unit of each token, ascending
   * @param ends one past the last
   */
  public static int[] of(String text, int[] starts, int[] ends) {
    int[] types = new int[starts.length];
    int wordEnd = 0; // of the last word judged
    int type = LOWER;
    for (int i = 0; i < types.length; i++) {
      if (starts[i] >= wordEnd || i == 0) {
        int wordStart = wordStart(text, starts[i], wordEnd);
        wordEnd = wordEnd(text, starts[i]);
        type = of(text, wordStart, wordEnd); // of nothing for a comma, or for [MASK]
        wordEnd = Math.max(wordEnd, ends[i]);
      }
      types[i] = type;
    }
    return types;
  }

  private static int wordStart(String text, int from, int floor) {
    int start = from;
    if (from < text.length() && !isPartOfWord(text.codePointAt(from))) {
      return start; // a comma is not the end of the word before it
    }
    while (start > floor && isPartOfWord(text.codePointBefore(start))) {
      start -= Character.charCount(text.codePointBefore(start));
    }
    return start;
  }

  private static int wordEnd(String text, int from) {
    int end = from;
    while (end < text.length() && isPartOfWord(text.codePointAt(end))) {
      end += Character.charCount(text.codePointAt(end));
    }
    return end;
  }

  private static boolean isPartOfWord(int codePoint) {
    return Character.isLetterOrDigit(codePoint)
        || Character.getType(codePoint) == Character.NON_SPACING_MARK;
  }

  private static int of(String text, int from, int to) {
    int upper = 0;
    int lower = 0;
    boolean startsUpper = false;
    for (int at = from; at < to; at += Character.charCount(text.codePointAt(at))) {
      int codePoint = text.codePointAt(at);
      if (Character.isUpperCase(codePoint) || Character.isTitleCase(codePoint)) {
        startsUpper |= upper + lower == 0;
        upper++;
      } else if (Character.isLowerCase(codePoint)) {
        lower++;
      }
    }
    if (upper == 0) {
      return LOWER;
    }
    if (upper == 1 && startsUpper) {
      return CAPITALISED;
    }
    return lower == 0 ? UPPER : MIXED;
  }
}
