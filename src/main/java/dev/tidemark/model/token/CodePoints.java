package dev.tidemark.model.token;

/**
 * Turns offsets that count Unicode code points, as tokenizers do, into offsets that count UTF-16
 * code units, as Java and JavaScript do. They part at the first character beyond the Basic
 * Multilingual Plane, such as an emoji.
 */
public final class CodePoints {

  private CodePoints() {}

  /**
   * Rewrites ascending or overlapping offsets in place; an offset may equal the text's length in
   * code points.
   */
  public static void toUtf16(String text, int[] starts, int[] ends) {
    int codePoints = text.codePointCount(0, text.length());
    if (codePoints == text.length()) {
      return;
    }
    int[] units = new int[codePoints + 1];
    int unit = 0;
    for (int i = 0; i < codePoints; i++) {
      units[i] = unit;
      unit += Character.charCount(text.codePointAt(unit));
    }
    units[codePoints] = unit;
    for (int i = 0; i < starts.length; i++) {
      starts[i] = units[starts[i]];
      ends[i] = units[ends[i]];
    }
  }

  /**
   * The text with each half of a surrogate pair that stands alone replaced by U+FFFD. Such halves
   * are legal in a Java string and in JSON escapes, but not in UTF-8, which tokenizers work on.
   * Length and offsets stay the same.
   */
  public static String withoutLoneSurrogates(String text) {
    StringBuilder mended = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
        continue;
      }
      if (mended == null) {
        mended = new StringBuilder(text);
      }
      mended.setCharAt(i, '\uFFFD');
    }
    return mended == null ? text : mended.toString();
  }
}
