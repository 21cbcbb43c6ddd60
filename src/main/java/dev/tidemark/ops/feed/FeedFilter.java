package dev.tidemark.ops.feed;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.ops.http.Json;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to see of the feed. It acts before the pace does: who asks for what is rare
 * is shown all of it, however fast the rest streams by.
 *
 * @param type of at least one entity; null for any
 * @param source the record's field {@code source}; null for any
 * @param model that found the entities; null for any
 */
record FeedFilter(@Nullable String type, @Nullable String source, @Nullable String model) {

  static final FeedFilter NONE = new FeedFilter(null, null, null);

  /** Of a request's query; what is empty asks for nothing. */
  static FeedFilter of(Map<String, String> query) {
    return new FeedFilter(
        value(query.get("type")), value(query.get("source")), value(query.get("model")));
  }

  private static @Nullable String value(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }

  boolean isNone() {
    return equals(NONE);
  }

  /** Whether a tagged record is what is asked for. */
  boolean passes(JsonNode record) {
    return (source == null || source.equals(record.path("source").textValue()))
        && (model == null || model.equals(record.at("/model/ner").textValue()))
        && (type == null || hasType(record, type));
  }

  private static boolean hasType(JsonNode record, String type) {
    for (JsonNode entity : record.path("entities")) {
      if (type.equals(entity.path("type").textValue())) {
        return true;
      }
    }
    return false;
  }

  /** For {@link #passes}; what is no JSON has nothing that could be asked for. */
  static JsonNode read(byte[] json) {
    try {
      return Json.MAPPER.readTree(json);
    } catch (IOException e) {
      return Json.MAPPER.createObjectNode();
    }
  }
}
