package dev.tidemark.ops.http;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * JSON of requests and answers. Answers are ASCII: half a surrogate pair, which a request may hold,
 * has no UTF-8 but an escape.
 */
public final class Json {

  /** Refuses what stands twice, and what follows. */
  public static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .build();

  private Json() {}

  /**
   * The object in a body; an empty body is an empty object.
   *
   * @throws HttpProblem when it is none
   */
  public static ObjectNode object(byte[] body) {
    if (body.length == 0) {
      return MAPPER.createObjectNode();
    }
    try {
      JsonNode node = MAPPER.readTree(body);
      if (node instanceof ObjectNode object) {
        return object;
      }
    } catch (IOException | RuntimeException e) {
      // What the parser says quotes the text.
    }
    throw HttpProblem.badRequest("the body is not one JSON object");
  }

  /**
   * A text in an object; empty where it is absent or null.
   *
   * @throws HttpProblem when it is no text, or longer
   */
  public static String text(ObjectNode object, String name, int longest) {
    JsonNode value = object.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    if (!value.isTextual() || value.textValue().length() > longest) {
      throw HttpProblem.badRequest(
          "'%s' must be a string of at most %d characters".formatted(name, longest));
    }
    return value.textValue();
  }
}
