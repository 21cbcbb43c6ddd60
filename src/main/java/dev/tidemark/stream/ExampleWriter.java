package dev.tidemark.stream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.tidemark.text.Correction;
import dev.tidemark.text.LabelledSpan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Writes a valid correction as JSON in one way only: fields in the order of the contract, entities
 * in the order of their start, times in UTC, nothing that is null. Equal corrections give equal
 * bytes.
 *
 * <p>Threading notes: no state; safe for use by any number of threads.
 */
final class ExampleWriter {

  /** UTF-8 all through, also beyond the BMP, where Jackson's default would write two escapes. */
  private static final JsonFactory JSON =
      new JsonFactoryBuilder().enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8).build();

  /** One JSON object, UTF-8, no line break. */
  byte[] write(Correction correction) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(correction.text().length() + 256);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("id", correction.id());
      json.writeStringField("text", correction.text());
      json.writeArrayFieldStart("entities");
      for (LabelledSpan entity : correction.entities()) {
        json.writeStartObject();
        json.writeStringField("type", entity.type());
        json.writeNumberField("start", entity.start());
        json.writeNumberField("end", entity.end());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeStringField("annotator", correction.annotator());
      if (correction.at() != null) {
        json.writeStringField("at", correction.at().toString());
      }
      if (correction.model() != null) {
        json.writeStringField("model", correction.model());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("a correction could not be written as JSON", e);
    }
    return bytes.toByteArray();
  }
}
