package dev.tidemark.stream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.tidemark.text.EntitySpan;
import dev.tidemark.text.FilledRecord;
import dev.tidemark.text.MaskFill;
import dev.tidemark.text.TaggedRecord;
import dev.tidemark.text.TextRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes tagged records as JSON: {@code id} first if there is one, then what Tidemark knows, then
 * the input's other fields as they came.
 *
 * <p>The names in {@link #COMPUTED} belong to Tidemark: an input field of such a name does not pass
 * through, not even where Tidemark has nothing to say, or a reader could not tell whose it is.
 *
 * <p>Threading notes: no state; safe for use by any number of threads.
 */
public final class TaggedRecordWriter {

  /** Fields of a tagged record that are never the input's. */
  static final Set<String> COMPUTED = Set.of("text", "entities", "fills", "model", "windows");

  /** UTF-8 all through, also beyond the BMP, where Jackson's default would write two escapes. */
  private static final JsonFactory JSON =
      new JsonFactoryBuilder().enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8).build();

  /** One JSON object, UTF-8, no line break. */
  public byte[] write(TaggedRecord tagged) {
    return write(
        tagged.input(),
        json -> {
          writeEntities(json, tagged.entities());
          if (!tagged.fills().isEmpty()) {
            writeFills(json, tagged.fills(), null);
          }
          json.writeObjectFieldStart("model");
          json.writeStringField("ner", tagged.nerModel());
          if (tagged.fillModel() != null) {
            json.writeStringField("fill_mask", tagged.fillModel());
          }
          json.writeEndObject();
          json.writeNumberField("windows", tagged.windows());
        });
  }

  /** Likewise; each candidate with the {@code sequence} it makes of the text. */
  public byte[] write(FilledRecord filled) {
    return write(
        filled.input(),
        json -> {
          writeFills(json, filled.fills(), filled.input().text());
          json.writeObjectFieldStart("model");
          json.writeStringField("fill_mask", filled.model());
          json.writeEndObject();
        });
  }

  /** What Tidemark knows of a text. */
  @FunctionalInterface
  private interface Computed {
    void writeTo(JsonGenerator json) throws IOException;
  }

  private static byte[] write(TextRecord input, Computed computed) {
    String text = input.text();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length() + 256);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      Map<String, @Nullable Object> fields = input.fields();
      json.writeStartObject();
      if (fields.containsKey("id")) {
        writeField(json, "id", fields.get("id"));
      }
      writeField(json, "text", text);
      computed.writeTo(json);
      for (Map.Entry<String, @Nullable Object> field : fields.entrySet()) {
        if (!COMPUTED.contains(field.getKey()) && !field.getKey().equals("id")) {
          writeField(json, field.getKey(), field.getValue());
        }
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a tagged record could not be written as JSON", e);
    }
    return bytes.toByteArray();
  }

  /**
   * @param text to show with each gap filled, or null
   */
  private static void writeFills(JsonGenerator json, List<MaskFill> fills, @Nullable String text)
      throws IOException {
    json.writeArrayFieldStart("fills");
    for (MaskFill fill : fills) {
      json.writeStartObject();
      json.writeNumberField("start", fill.start());
      json.writeNumberField("end", fill.end());
      json.writeArrayFieldStart("candidates");
      for (MaskFill.Candidate candidate : fill.candidates()) {
        json.writeStartObject();
        writeField(json, "token", candidate.token());
        json.writeNumberField("score", (float) candidate.score());
        if (text != null) {
          writeField(json, "sequence", fill.sequence(text, candidate));
        }
        json.writeEndObject();
      }
      json.writeEndArray();
      if (!fill.unknownTargets().isEmpty()) {
        writeField(json, "unknown_targets", fill.unknownTargets());
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeEntities(JsonGenerator json, List<EntitySpan> entities)
      throws IOException {
    json.writeArrayFieldStart("entities");
    for (EntitySpan entity : entities) {
      json.writeStartObject();
      json.writeStringField("type", entity.type());
      json.writeNumberField("start", entity.start());
      json.writeNumberField("end", entity.end());
      writeField(json, "text", entity.text());
      // Models compute in fp32 at most: what a double has beyond it is noise, and bytes.
      json.writeNumberField("score", (float) entity.score());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeField(JsonGenerator json, String name, @Nullable Object value)
      throws IOException {
    escapeIfNeeded(json, name);
    json.writeFieldName(name);
    writeValue(json, value);
  }

  private static void writeValue(JsonGenerator json, @Nullable Object value) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof String string) {
      escapeIfNeeded(json, string);
      json.writeString(string);
    } else if (value instanceof Boolean bool) {
      json.writeBoolean(bool);
    } else if (value instanceof Number number) {
      json.writeNumber(number.toString()); // digit for digit
    } else if (value instanceof List<?> list) {
      json.writeStartArray();
      for (Object element : list) {
        writeValue(json, element);
      }
      json.writeEndArray();
    } else if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> field : map.entrySet()) {
        writeField(json, String.valueOf(field.getKey()), field.getValue());
      }
      json.writeEndObject();
    } else {
      throw new IllegalArgumentException(value.getClass() + " has no JSON form");
    }
  }

  /** Half a surrogate pair has no UTF-8; such a string keeps it as the escape it came as. */
  private static void escapeIfNeeded(JsonGenerator json, String string) {
    json.setHighestNonEscapedChar(Surrogates.anyAlone(string) ? 127 : 0);
  }
}
