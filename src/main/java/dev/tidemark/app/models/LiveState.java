package dev.tidemark.app.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.adaptation.guard.AgreementCounts;
import dev.tidemark.app.guard.AgreementRecord;
import dev.tidemark.app.kafka.StreamWiring;
import dev.tidemark.app.settings.Configuration;
import java.util.Locale;
import java.util.Map;

/**
 * What {@code model-events} says of models, where the settings say which Kafka to ask; else
 * nothing.
 *
 * @param live the model of each alias
 * @param agreement how far each version agreed with people's corrections
 */
record LiveState(Map<String, String> live, Map<String, AgreementCounts> agreement) {

  /** Whether Kafka is asked: a store alone can be listed where there is none. */
  static boolean isAsked(Configuration settings) {
    return settings.kafka().containsKey(StreamWiring.BOOTSTRAP_SERVERS);
  }

  static LiveState read(Configuration settings) {
    if (!isAsked(settings)) {
      return new LiveState(Map.of(), Map.of());
    }
    try (LiveAlias alias = LiveAlias.ofCommand(settings)) {
      return new LiveState(
          alias.current().map(live -> Map.of(live.alias(), live.model())).orElse(Map.of()),
          AgreementRecord.parse(alias.last(AgreementRecord.key(alias.name())).orElse(null))
              .models());
    }
  }

  /** Adds what people say, where they do, to an object that says its {@code version}. */
  void describe(JsonNode to) {
    AgreementCounts counts = agreement.get(to.path("version").asText());
    if (counts != null && to instanceof ObjectNode object) {
      object.set("agreement", AgreementRecord.json(counts));
    }
  }

  /** The same for people: {@code agreement with people .812 on 40 corrections}, or nothing. */
  String agreement(String version, String before) {
    AgreementCounts counts = agreement.get(version);
    return counts == null
        ? ""
        : String.format(
            Locale.ROOT,
            "%sagreement with people %.3f on %d corrections",
            before,
            counts.total().f1(),
            counts.texts());
  }
}
