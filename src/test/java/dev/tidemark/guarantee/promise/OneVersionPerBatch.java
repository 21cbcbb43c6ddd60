package dev.tidemark.guarantee.promise;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.guarantee.world.StampingClassifier;
import dev.tidemark.guarantee.world.StampingClassifier.Stamp;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * All results of a batch come from one version of the model, and a result names the version that
 * made it: in its field, in its header, and by the labels in its other header.
 *
 * <p>Which version really ran, and in which batch, is stamped into the result by the model itself
 * ({@link StampingClassifier}), so this holds as well for a tagger that changes models under way.
 */
public final class OneVersionPerBatch implements Promise {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<Stamp, String> versions = new HashMap<>();
  private final List<String> broken = new ArrayList<>();

  @Override
  public void tagged(ConsumerRecord<byte[], byte[]> result) {
    JsonNode json;
    try {
      json = JSON.readTree(result.value());
    } catch (IOException e) {
      return; // ResultBelongsToInput has reported it
    }
    JsonNode first = json.path("entities").path(0);
    if (first.isMissingNode()) {
      return; // likewise
    }
    String ran = first.path("type").asText();
    Stamp stamp = Stamp.of((float) first.path("score").asDouble());
    claim(result, "field", ran, json.path("model").path("ner").asText());
    claim(result, "header", ran, Headers.only(result, "tidemark-model"));
    claim(
        result,
        "labels",
        StampingClassifier.labels(ran).hash(),
        Headers.only(result, "tidemark-labels"));
    String others = versions.putIfAbsent(stamp, ran);
    if (others != null && !others.equals(ran)) {
      broken.add(
          "%s was tagged by %s, others of its batch (%s) by %s"
              .formatted(Promise.id(result), ran, stamp, others));
    }
  }

  private void claim(
      ConsumerRecord<byte[], byte[]> result, String where, String right, String claimed) {
    if (!claimed.equals(right)) {
      broken.add(
          "%s says %s in its %s, but it was %s"
              .formatted(Promise.id(result), claimed, where, right));
    }
  }

  @Override
  public List<String> broken(Delivery delivery) {
    return List.copyOf(broken);
  }
}
