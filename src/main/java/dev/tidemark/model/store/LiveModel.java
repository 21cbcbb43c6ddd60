package dev.tidemark.model.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What an alias points to. As JSON it is the value of the alias's record on the topic {@code
 * model-events}; the last one counts, so there is never more than one.
 *
 * @param event {@code promoted} or {@code rolled-back}
 * @param alias e.g. {@code live}
 * @param model as the setting {@code tidemark.model.ner} names models: {@code news@3}, {@code
 *     default}
 * @param former what it pointed to before, the last first: where rollbacks lead, one after another
 * @param at when
 * @param by who: a person, or the trainer
 * @param reason for people
 */
public record LiveModel(
    String event,
    String alias,
    String model,
    List<String> former,
    Instant at,
    String by,
    String reason) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The event of a promotion. */
  public static final String PROMOTED = "promoted";

  private static final String ROLLED_BACK = "rolled-back";

  /** As far back as anybody goes; the record stays small. */
  private static final int FORMER = 20;

  public LiveModel {
    if (alias.isBlank() || model.isBlank()) {
      throw new IllegalArgumentException("an alias without a name, or of no model");
    }
    former = List.copyOf(former);
  }

  /**
   * An alias's first promotion.
   *
   * @param incumbent what serves without it
   */
  public static LiveModel first(
      String alias, String model, String incumbent, Instant at, String by, String reason) {
    List<String> before = model.equals(incumbent) ? List.of() : List.of(incumbent);
    return new LiveModel(PROMOTED, alias, model, before, at, by, reason);
  }

  /**
   * The next promotion; of the model that is live already it changes nothing about the way back.
   */
  public LiveModel promote(String next, Instant at, String by, String reason) {
    List<String> before = new ArrayList<>(former);
    before.remove(model);
    before.add(0, model);
    before.remove(next);
    return new LiveModel(
        PROMOTED, alias, next, before.subList(0, Math.min(FORMER, before.size())), at, by, reason);
  }

  /**
   * Back to the former model.
   *
   * @throws IllegalStateException when there is none
   */
  public LiveModel rollBack(Instant at, String by, String reason) {
    if (former.isEmpty()) {
      throw new IllegalStateException(
          "'%s' has pointed to nothing but %s; there is nothing to go back to"
              .formatted(alias, model));
    }
    return new LiveModel(
        ROLLED_BACK, alias, former.get(0), former.subList(1, former.size()), at, by, reason);
  }

  public ObjectNode json() {
    ObjectNode json =
        JSON.createObjectNode().put("event", event).put("alias", alias).put("model", model);
    ArrayNode before = json.putArray("former");
    former.forEach(before::add);
    return json.put("at", at.toString()).put("by", by).put("reason", reason);
  }

  public byte[] bytes() {
    try {
      return JSON.writeValueAsBytes(json());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a JSON tree always has a text", e);
    }
  }

  /**
   * The inverse of {@link #bytes}.
   *
   * @throws IllegalArgumentException saying what is wrong
   */
  public static LiveModel parse(byte[] bytes) {
    try {
      JsonNode json = JSON.readTree(bytes);
      List<String> former = new ArrayList<>();
      json.path("former").forEach(name -> former.add(name.asText()));
      return new LiveModel(
          text(json, "event"),
          text(json, "alias"),
          text(json, "model"),
          former,
          Instant.parse(text(json, "at")),
          json.path("by").asText(),
          json.path("reason").asText());
    } catch (IOException | DateTimeException e) {
      throw new IllegalArgumentException("no promotion: " + e.getMessage(), e);
    }
  }

  private static String text(JsonNode json, String field) {
    if (!json.path(field).isTextual()) {
      throw new IllegalArgumentException("a promotion without '%s'".formatted(field));
    }
    return json.get(field).asText();
  }
}
