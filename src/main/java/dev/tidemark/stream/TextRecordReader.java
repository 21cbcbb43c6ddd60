package dev.tidemark.stream;

import dev.tidemark.text.TextRecord;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of the input topic, strictly: what is not clearly a text with its fields is
 * refused, for a dead letter can be repaired and a silently changed record cannot.
 *
 * <ul>
 *   <li>JSON is what {@link StrictJson} says. Numbers keep their digits, strings their code units;
 *       half a surrogate pair is refused in {@code text} only, where the model would have to read
 *       it. Plain text is valid UTF-8.
 *   <li>{@code top_k} and {@code targets} are what {@link FillFields} says, or absent.
 * </ul>
 *
 * <p>Threading notes: no state; safe for use by any number of threads.
 */
public final class TextRecordReader {

  private final InputFormat format;

  public TextRecordReader(InputFormat format) {
    this.format = format;
  }

  /**
   * Reads one value.
   *
   * @throws BrokenInputException saying what is wrong with it
   */
  public TextRecord read(byte @Nullable [] value) {
    return switch (format) {
      case TEXT -> new TextRecord(StrictJson.decode(value).toString(), Map.of());
      case JSON -> parse(value);
    };
  }

  private static TextRecord parse(byte @Nullable [] value) {
    Map<String, @Nullable Object> fields = StrictJson.object(value);
    return new TextRecord(takeText(fields), fields, FillFields.of(fields));
  }

  private static String takeText(Map<String, @Nullable Object> fields) {
    if (!fields.containsKey("text")) {
      throw new BrokenInputException("no field 'text'");
    }
    if (!(fields.remove("text") instanceof String text)) {
      throw new BrokenInputException("'text' is not a string");
    }
    if (Surrogates.anyAlone(text)) {
      throw new BrokenInputException("'text' holds half a surrogate pair");
    }
    return text;
  }
}
