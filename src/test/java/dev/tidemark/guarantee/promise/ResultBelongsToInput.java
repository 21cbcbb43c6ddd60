package dev.tidemark.guarantee.promise;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.guarantee.world.Input;
import dev.tidemark.guarantee.world.StampingClassifier;
import dev.tidemark.guarantee.world.StampingClassifier.Stamp;
import dev.tidemark.text.EntitySpan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A result is that of its own input: text, entities (whose scores are hashes of the text the model
 * saw), other fields, key, timestamp and headers.
 */
public final class ResultBelongsToInput implements Promise {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Sent> sent = new HashMap<>();
  private final List<String> broken = new ArrayList<>();

  @Override
  public void sent(Sent one) {
    sent.put(one.input().id(), one);
  }

  @Override
  public void tagged(ConsumerRecord<byte[], byte[]> result) {
    String id = Promise.id(result);
    Sent one = sent.get(id);
    String difference = one == null ? "nobody sent it" : difference(one.input(), result);
    if (difference != null) {
      broken.add("%s at %s: %s".formatted(id, Promise.place(result), difference));
    }
  }

  /** What is wrong first; null when nothing is. */
  private static @Nullable String difference(Input input, ConsumerRecord<byte[], byte[]> result) {
    JsonNode json;
    try {
      json = JSON.readTree(result.value());
    } catch (IOException e) {
      return "not JSON: " + e.getMessage();
    }
    if (!json.path("text").asText().equals(input.text())) {
      return "its text is another: " + json.path("text").asText();
    }
    if (!json.path("id").asText().equals(input.id()) || json.path("n").asInt(-1) != input.n()) {
      return "its fields are another's: id %s, n %s".formatted(json.path("id"), json.path("n"));
    }
    String entities = entityDifference(input, json.path("entities"));
    if (entities != null) {
      return entities;
    }
    if (result.timestamp() != input.timestamp()) {
      return "its timestamp is %d, not %d".formatted(result.timestamp(), input.timestamp());
    }
    String trace = Headers.only(result, Input.TRACE);
    return trace.equals(input.id()) ? null : "its headers are another's: " + trace;
  }

  private static @Nullable String entityDifference(Input input, JsonNode entities) {
    List<EntitySpan> spans = new ArrayList<>();
    for (JsonNode entity : entities) {
      spans.add(
          new EntitySpan(
              entity.path("type").asText(),
              entity.path("start").asInt(),
              entity.path("end").asInt(),
              entity.path("text").asText(),
              (float) entity.path("score").asDouble()));
    }
    if (spans.isEmpty()) {
      return "it has no entities, not even the stamp of its batch";
    }
    // Whose batch it was is not known here; that it is one of the right version is asked elsewhere.
    EntitySpan first = spans.get(0);
    Stamp stamp = Stamp.of((float) first.score());
    List<EntitySpan> expected = StampingClassifier.expected(input.text(), first.type(), stamp);
    return spans.equals(expected) ? null : "its entities are of another text: " + entities;
  }

  @Override
  public List<String> broken(Delivery delivery) {
    return List.copyOf(broken);
  }
}
