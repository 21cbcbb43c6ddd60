package dev.tidemark.stream;

import dev.tidemark.text.Correction;
import dev.tidemark.text.LabelledSpan;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of {@code corrections} and {@code examples}, strictly ({@link StrictJson}):
 *
 * <pre>{"id","text","entities":[{"type","start","end"}],"annotator","at","model"}</pre>
 *
 * <ul>
 *   <li>{@code id} may be a number, as some feeds have it; it is kept as its digits.
 *   <li>{@code at} is a time with its offset (ISO 8601); it and {@code model} may be absent or
 *       null.
 *   <li>An entity's own {@code text}, where it has one as in a tagged record, must be what stands
 *       at its offsets: so offsets counted otherwise are noticed.
 *   <li>With {@code "withdrawn": true} only {@code text} is needed.
 *   <li>Other fields are not looked at.
 * </ul>
 *
 * Whether what it says can be true is {@code adaptation.CorrectionValidator}'s to find.
 *
 * <p>Threading notes: no state; safe for use by any number of threads.
 */
public final class CorrectionReader {

  /**
   * Reads one value.
   *
   * @throws BrokenInputException saying what is wrong with it
   */
  public Correction read(byte @Nullable [] value) {
    Map<String, @Nullable Object> fields = StrictJson.object(value);
    String text = string(fields, "text");
    if (withdrawn(fields)) {
      return new Correction(
          optional(fields, "id"), text, List.of(), optional(fields, "annotator"), null, null, true);
    }
    return new Correction(
        id(fields),
        text,
        entities(fields, text),
        string(fields, "annotator"),
        at(fields),
        model(fields));
  }

  private static boolean withdrawn(Map<String, @Nullable Object> fields) {
    Object withdrawn = fields.get("withdrawn");
    if (withdrawn == null) {
      return false;
    }
    if (withdrawn instanceof Boolean bool) {
      return bool;
    }
    throw new BrokenInputException("'withdrawn' is neither true nor false");
  }

  private static String id(Map<String, @Nullable Object> fields) {
    return fields.get("id") instanceof Number number ? number.toString() : string(fields, "id");
  }

  private static String optional(Map<String, @Nullable Object> fields, String name) {
    Object value = fields.get(name);
    return value == null ? "" : value.toString();
  }

  private static @Nullable Instant at(Map<String, @Nullable Object> fields) {
    if (fields.get("at") == null) {
      return null;
    }
    String at = string(fields, "at");
    try {
      return OffsetDateTime.parse(at).toInstant();
    } catch (DateTimeException e) {
      throw new BrokenInputException(
          "'at' is '%s', not a time such as 2024-05-31T18:30:00Z".formatted(at), e);
    }
  }

  private static @Nullable String model(Map<String, @Nullable Object> fields) {
    return fields.get("model") == null ? null : string(fields, "model");
  }

  private static List<LabelledSpan> entities(Map<String, @Nullable Object> fields, String text) {
    if (!fields.containsKey("entities")) {
      throw new BrokenInputException(
          "no field 'entities'; a text without any has an empty list, []");
    }
    if (!(fields.get("entities") instanceof List<?> list)) {
      throw new BrokenInputException("'entities' is not a list");
    }
    List<LabelledSpan> entities = new ArrayList<>();
    for (Object element : list) {
      int number = entities.size() + 1;
      if (!(element instanceof Map<?, ?> entity)) {
        throw new BrokenInputException("entity %d is not an object".formatted(number));
      }
      if (!(entity.get("type") instanceof String type)) {
        throw new BrokenInputException("'type' of entity %d is not a string".formatted(number));
      }
      LabelledSpan span =
          new LabelledSpan(type, offset(entity, "start", number), offset(entity, "end", number));
      requireItsText(text, span, entity.get("text"));
      entities.add(span);
    }
    return entities;
  }

  private static int offset(Map<?, ?> entity, String name, int number) {
    if (entity.get(name) instanceof BigInteger offset && offset.bitLength() < 32) {
      return offset.intValue();
    }
    throw new BrokenInputException("'%s' of entity %d is not an offset".formatted(name, number));
  }

  /** Offsets beyond the text are left to whoever judges offsets. */
  private static void requireItsText(String text, LabelledSpan span, @Nullable Object said) {
    boolean fits = 0 <= span.start() && span.start() <= span.end() && span.end() <= text.length();
    if (said instanceof String its
        && fits
        && !its.equals(text.substring(span.start(), span.end()))) {
      throw new BrokenInputException(
          "the entity %s says its text is another than what stands there; offsets count UTF-16 code units, the end is exclusive"
              .formatted(span));
    }
  }

  private static String string(Map<String, @Nullable Object> fields, String name) {
    if (!fields.containsKey(name)) {
      throw new BrokenInputException("no field '%s'".formatted(name));
    }
    if (fields.get(name) instanceof String string) {
      return string;
    }
    throw new BrokenInputException("'%s' is not a string".formatted(name));
  }
}
