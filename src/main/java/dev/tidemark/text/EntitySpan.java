package dev.tidemark.text;

/**
 * A named entity found in a text.
 *
 * @param type what it is, without the B- or I- of the label: {@code PER}, {@code ORG}…
 * @param start first UTF-16 code unit of the entity in the text
 * @param end one past its last UTF-16 code unit, so that {@code text.substring(start, end)} is the
 *     entity
 * @param text that substring
 * @param score probability the model gives to the type, 0 to 1
 */
public record EntitySpan(String type, int start, int end, String text, double score) {

  public EntitySpan {
    if (start < 0 || end < start || text.length() != end - start) {
      throw new IllegalArgumentException(
          "span [%d, %d) does not fit a text of %d code units"
              .formatted(start, end, text.length()));
    }
  }
}
