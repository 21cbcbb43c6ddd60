package dev.tidemark.training.data;

/**
 * An entity that somebody marked in a text.
 *
 * @param type e.g. {@code PER}
 * @param start its first UTF-16 code unit
 * @param end one past its last UTF-16 code unit
 */
record LabelledSpan(String type, int start, int end) {

  @Override
  public String toString() {
    return "%s [%d, %d)".formatted(type, start, end);
  }
}
