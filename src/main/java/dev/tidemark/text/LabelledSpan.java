package dev.tidemark.text;

/**
 * An entity that somebody marked in a text. Whether it fits the text is for whoever has both to
 * check.
 *
 * @param type e.g. {@code PER}
 * @param start its first UTF-16 code unit
 * @param end one past its last UTF-16 code unit
 */
public record LabelledSpan(String type, int start, int end) {

  @Override
  public String toString() {
    return "%s [%d, %d)".formatted(type, start, end);
  }
}
