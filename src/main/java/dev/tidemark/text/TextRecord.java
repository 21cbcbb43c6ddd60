package dev.tidemark.text;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One text to tag, with whatever else its sender said about it.
 *
 * @param text what is tagged; may be empty
 * @param fields every other field of the input, in the order in which it came, values as the JDK
 *     holds them ({@code String}, {@code Boolean}, {@code BigInteger}, {@code BigDecimal}, {@code
 *     List}, {@code Map}, null). They pass through to the tagged record untouched; {@code id} is
 *     one of them.
 * @param fill what of {@code fields} concerns masks, understood
 */
public record TextRecord(String text, Map<String, @Nullable Object> fields, FillOptions fill) {

  public TextRecord {
    Objects.requireNonNull(text, "text");
    if (fields.containsKey("text")) {
      throw new IllegalArgumentException("'text' stands apart from the other fields");
    }
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  /** With nothing asked about masks in particular. */
  public TextRecord(String text, Map<String, @Nullable Object> fields) {
    this(text, fields, FillOptions.USUAL);
  }
}
