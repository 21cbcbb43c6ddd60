package dev.tidemark.training.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tidemark.model.LabelScheme;
import dev.tidemark.text.LabelledSpan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object a line, UTF-8; {@code .gz} is unpacked, blank lines are passed over. All objects
 * of a file are of one kind:
 *
 * <ul>
 *   <li>{@code {"text": "…", "entities": [{"type", "start", "end"}]}}, as Tidemark writes tagged
 *       records and takes corrections: UTF-16 offsets, end exclusive. An entity's own {@code text},
 *       where it has one, must be what stands there: so offsets counted otherwise are noticed.
 *       {@link SpanWords} says how words are cut.
 *   <li>{@code {"tokens": ["…"], "ner_tags": ["B-PER"]}}, as Hugging Face data sets are exported:
 *       words stay as they are. The tags may also be called {@code tags}, {@code labels} or {@code
 *       pos_tags}; {@code ner_tags} goes first. Numbers need the names of the labels.
 * </ul>
 *
 * Other fields are not looked at.
 */
final class JsonLinesFile {

  private static final List<String> OTHER_TAG_FIELDS = List.of("tags", "labels", "pos_tags");

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final Path file;
  private final LabelScheme spanScheme;
  private final List<String> labelNames;
  private final List<LabelledSentence> sentences = new ArrayList<>();
  private @Nullable Boolean spans;

  private JsonLinesFile(Path file, LabelScheme spanScheme, List<String> labelNames) {
    this.file = file;
    this.spanScheme = spanScheme;
    this.labelNames = labelNames;
  }

  /**
   * Reads every line of a file.
   *
   * @param spanScheme labels for spans; any but {@link LabelScheme#NONE}
   * @param labelNames what integer tags stand for; empty when there should be none
   * @throws DataFileException naming the line and what is wrong with it
   */
  static List<LabelledSentence> read(Path file, LabelScheme spanScheme, List<String> labelNames)
      throws IOException {
    return new JsonLinesFile(file, spanScheme, labelNames).read();
  }

  private List<LabelledSentence> read() throws IOException {
    int number = 0;
    for (String line : DataLines.of(file)) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      try {
        sentences.add(sentence(JSON.readTree(line)));
      } catch (JsonProcessingException e) {
        throw DataLines.broken(file, number, "not JSON: " + e.getOriginalMessage());
      } catch (IllegalArgumentException e) {
        throw DataLines.broken(file, number, String.valueOf(e.getMessage()));
      }
    }
    if (sentences.isEmpty()) {
      throw new DataFileException("%s holds no sentence".formatted(file));
    }
    return sentences;
  }

  private LabelledSentence sentence(JsonNode node) {
    boolean hasText = node.has("text") && !node.has("tokens");
    if (!node.isObject() || !(hasText || node.has("tokens"))) {
      throw new IllegalArgumentException(
          "expected an object with \"text\" and \"entities\", or with \"tokens\" and \"ner_tags\"");
    }
    if (spans == null) {
      spans = hasText;
    }
    if (spans != hasText) {
      throw new IllegalArgumentException(
          "this line has \"%s\", those before \"%s\"; a file holds one kind of lines"
              .formatted(hasText ? "text" : "tokens", hasText ? "tokens" : "text"));
    }
    return hasText ? fromSpans(node) : fromTokens(node);
  }

  private LabelledSentence fromSpans(JsonNode node) {
    if (spanScheme == LabelScheme.NONE) {
      throw new IllegalArgumentException(
          "entities of a text have no labels of words that the scheme none could take as they are");
    }
    String text = whole(string(node, "text", "the line"), "\"text\"");
    List<LabelledSpan> marked = new ArrayList<>();
    for (JsonNode entity : array(node, "entities")) {
      String where = "entity %d".formatted(marked.size() + 1);
      String type = string(entity, "type", where);
      if (type.isBlank()) {
        throw new IllegalArgumentException("\"type\" of %s is empty".formatted(where));
      }
      marked.add(
          new LabelledSpan(type, offset(entity, "start", where), offset(entity, "end", where)));
    }
    SpanWords words = new SpanWords(text, marked);
    int number = 0;
    for (JsonNode entity : node.get("entities")) {
      LabelledSpan span = marked.get(number++);
      requireItsText(text, span, entity.get("text"));
    }
    return words.labelled(spanScheme);
  }

  private static void requireItsText(String text, LabelledSpan span, @Nullable JsonNode said) {
    String found = text.substring(span.start(), span.end());
    if (said != null && said.isTextual() && !said.textValue().equals(found)) {
      throw new IllegalArgumentException(
          "the entity %s says its text is '%s', but there stands '%s'; offsets count UTF-16 code units, the end is exclusive"
              .formatted(
                  span, DataLines.abbreviated(said.textValue()), DataLines.abbreviated(found)));
    }
  }

  private LabelledSentence fromTokens(JsonNode node) {
    List<String> words = new ArrayList<>();
    for (JsonNode token : array(node, "tokens")) {
      if (!token.isTextual() || token.textValue().isEmpty()) {
        throw new IllegalArgumentException(
            "token %d is %s, not a word".formatted(words.size() + 1, token));
      }
      words.add(whole(token.textValue(), "token %d".formatted(words.size() + 1)));
    }
    String field = tagField(node);
    List<String> labels = new ArrayList<>();
    for (JsonNode tag : array(node, field)) {
      labels.add(label(tag, field, labels.size() + 1));
    }
    if (words.isEmpty()) {
      throw new IllegalArgumentException("\"tokens\" is empty");
    }
    if (words.size() != labels.size()) {
      throw new IllegalArgumentException(
          "%d tokens, but %d %s".formatted(words.size(), labels.size(), field));
    }
    return new LabelledSentence(words, labels);
  }

  private static String tagField(JsonNode node) {
    if (node.has("ner_tags")) {
      return "ner_tags";
    }
    List<String> there = OTHER_TAG_FIELDS.stream().filter(node::has).toList();
    if (there.size() != 1) {
      throw new IllegalArgumentException(
          there.isEmpty()
              ? "\"tokens\" without \"ner_tags\""
              : "which of %s are the labels? call them \"ner_tags\"".formatted(there));
    }
    return there.get(0);
  }

  private String label(JsonNode tag, String field, int position) {
    if (tag.isTextual() && !tag.textValue().isBlank()) {
      return tag.textValue();
    }
    if (!tag.isInt()) {
      throw new IllegalArgumentException(
          "%s %d is %s, not a label".formatted(field, position, tag));
    }
    if (labelNames.isEmpty()) {
      throw new IllegalArgumentException(
          "%s %d is the number %s, and the file does not say which label that is; give the names in their order with --label-names O,B-PER,…"
              .formatted(field, position, tag));
    }
    if (tag.intValue() < 0 || tag.intValue() >= labelNames.size()) {
      throw new IllegalArgumentException(
          "%s %d is %s, but there are %d label names, from 0"
              .formatted(field, position, tag, labelNames.size()));
    }
    return labelNames.get(tag.intValue());
  }

  /** JSON can spell half a surrogate pair, which is no character and has no token. */
  private static String whole(String text, String where) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException(where + " holds half a surrogate pair");
    }
    return text;
  }

  private static JsonNode array(JsonNode node, String field) {
    JsonNode value = node.get(field);
    if (value == null || !value.isArray()) {
      throw new IllegalArgumentException(
          "\"%s\" is %s, not a list".formatted(field, value == null ? "missing" : value));
    }
    return value;
  }

  private static String string(JsonNode node, String field, String where) {
    JsonNode value = node.get(field);
    if (value == null || !value.isTextual()) {
      throw new IllegalArgumentException(
          "\"%s\" of %s is %s, not a string"
              .formatted(field, where, value == null ? "missing" : value));
    }
    return value.textValue();
  }

  private static int offset(JsonNode node, String field, String where) {
    JsonNode value = node.get(field);
    if (value == null || !value.isInt()) {
      throw new IllegalArgumentException(
          "\"%s\" of %s is %s, not an offset"
              .formatted(field, where, value == null ? "missing" : value));
    }
    return value.intValue();
  }
}
