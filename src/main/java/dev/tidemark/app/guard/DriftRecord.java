package dev.tidemark.app.guard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.adaptation.drift.DriftReading;
import dev.tidemark.adaptation.drift.TextWindow;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The record {@code drift/ALIAS} on {@code model-events}: what the live model is measured by, and
 * what came of it last.
 *
 * @param model the version
 * @param baseline of its first texts
 * @param readings of the last window
 */
record DriftRecord(String model, TextWindow baseline, List<DriftReading> readings) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Logger LOG = LoggerFactory.getLogger(DriftRecord.class);

  ObjectNode json() {
    boolean drifts = readings.stream().anyMatch(DriftReading::drifting);
    ObjectNode node =
        JSON.createObjectNode().put("event", drifts ? "drift" : "no-drift").put("model", model);
    ObjectNode first =
        node.putObject("baseline")
            .put("texts", baseline.texts())
            .put("entities", baseline.entities())
            .put("scores", baseline.scores());
    ObjectNode types = first.putObject("types");
    baseline.types().forEach(types::put);
    if (baseline.wordLoss().isPresent()) {
      first.put("word_loss", baseline.wordLoss().getAsDouble());
    }
    ArrayNode signals = node.putArray("signals");
    for (DriftReading reading : readings) {
      signals
          .addObject()
          .put("signal", reading.signal().toString())
          .put("baseline", reading.baseline())
          .put("value", reading.value())
          .put("threshold", reading.threshold())
          .put("drifting", reading.drifting());
    }
    return node;
  }

  /** What somebody measured; null where nobody has, or where it cannot be read, which is logged. */
  static @Nullable DriftRecord parse(byte @Nullable [] value) {
    if (value == null) {
      return null;
    }
    try {
      JsonNode node = JSON.readTree(value);
      JsonNode first = node.path("baseline");
      Map<String, Long> types = new TreeMap<>();
      first.path("types").properties().forEach(e -> types.put(e.getKey(), e.getValue().asLong()));
      JsonNode loss = first.path("word_loss");
      return new DriftRecord(
          node.path("model").asText(),
          new TextWindow(
              first.path("texts").asInt(),
              first.path("scores").asDouble(),
              types,
              loss.isNumber() ? OptionalDouble.of(loss.asDouble()) : OptionalDouble.empty()),
          List.of());
    } catch (IOException e) {
      LOG.warn("the baseline of drift cannot be read ({}); it is measured anew", e.getMessage());
      return null;
    }
  }
}
