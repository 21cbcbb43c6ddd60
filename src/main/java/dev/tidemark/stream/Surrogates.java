package dev.tidemark.stream;

/** Halves of surrogate pairs: JSON can spell them, Unicode text and UTF-8 cannot. */
final class Surrogates {

  private Surrogates() {}

  /** {@code "\uD83D\uDE00"} is a pair; {@code "\uD83D"} and {@code "\uDE00\uD83D"} are not. */
  static boolean anyAlone(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return true;
      }
    }
    return false;
  }
}
