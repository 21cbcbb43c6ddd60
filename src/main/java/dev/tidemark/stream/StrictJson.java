package dev.tidemark.stream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object as the JDK holds it, read strictly: what is not clearly one is refused.
 *
 * <ul>
 *   <li>UTF-8 only, and valid: no replacement characters. A byte order mark is skipped.
 *   <li>A field that stands twice is refused, at any depth: which one is meant is unknown, and one
 *       would be lost. So is anything after the object.
 *   <li>Numbers keep their digits ({@link NumberLiteral}), strings their code units, half surrogate
 *       pairs included.
 *   <li>Nesting beyond {@value #DEEPEST} levels is refused.
 * </ul>
 */
final class StrictJson {

  private static final int DEEPEST = 500;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  /** Sizes are bounded by the record's; the limits here must not refuse what Kafka let through. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private StrictJson() {}

  /**
   * Reads one object; the fields are in their order, and the caller's.
   *
   * @throws BrokenInputException saying what is wrong with it
   */
  static Map<String, @Nullable Object> object(byte @Nullable [] value) {
    CharBuffer chars = decode(value);
    if (chars.hasRemaining() && chars.get(chars.position()) == BYTE_ORDER_MARK) {
      chars.get();
    }
    try (JsonParser parser =
        JSON.createParser(
            chars.array(), chars.arrayOffset() + chars.position(), chars.remaining())) {
      JsonToken first = parser.nextToken();
      if (first != JsonToken.START_OBJECT) {
        throw new BrokenInputException(
            first == null ? "not JSON: nothing is there" : "not a JSON object but " + kind(first));
      }
      Map<String, @Nullable Object> fields = object(parser);
      if (parser.nextToken() != null) {
        throw new BrokenInputException("something follows the JSON object");
      }
      return fields;
    } catch (JsonProcessingException e) {
      throw new BrokenInputException("not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new BrokenInputException("not JSON: " + e.getMessage(), e);
    }
  }

  /**
   * Characters of a value.
   *
   * @throws BrokenInputException when there are none, or it is not UTF-8
   */
  static CharBuffer decode(byte @Nullable [] value) {
    if (value == null) {
      throw new BrokenInputException("the value is null");
    }
    ByteBuffer bytes = ByteBuffer.wrap(value);
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(bytes);
    } catch (CharacterCodingException e) {
      throw new BrokenInputException("not valid UTF-8 at byte " + bytes.position(), e);
    }
  }

  private static Map<String, @Nullable Object> object(JsonParser parser) throws IOException {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      if (fields.containsKey(name)) {
        throw new BrokenInputException("field '" + name + "' stands twice");
      }
      fields.put(name, value(parser, parser.nextToken()));
    }
    return fields;
  }

  private static List<@Nullable Object> array(JsonParser parser) throws IOException {
    List<@Nullable Object> elements = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      elements.add(value(parser, token));
    }
    return elements;
  }

  private static @Nullable Object value(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> NumberLiteral.of(parser.getText());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> throw new BrokenInputException("not JSON: " + token + " where a value belongs");
    };
  }

  private static String kind(JsonToken token) {
    return switch (token) {
      case START_ARRAY -> "an array";
      case VALUE_STRING -> "a string";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      default -> token.asString() == null ? token.name() : token.asString();
    };
  }
}
