package dev.tidemark.app.trainer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.adaptation.AdaptationMetrics;
import dev.tidemark.adaptation.Trigger;
import dev.tidemark.app.CommandRun;
import dev.tidemark.app.Given;
import dev.tidemark.app.cli.Json;
import dev.tidemark.app.kafka.EmbeddedKafka;
import dev.tidemark.app.kafka.StreamWiring;
import dev.tidemark.app.kafka.TestTopics;
import dev.tidemark.app.models.ModelFolder;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.stream.CompactedTopic;
import dev.tidemark.testing.Seeds;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A trainer that sees tagged texts on a real broker: people turn into places, nothing happens but a
 * report, and then one correction is enough for a run.
 */
@Tag("broker")
@Tag("slow")
@Timeout(300)
class DriftTriggerTest {

  private static final int TEXTS = 60;

  @TempDir Path folder;
  private final TinyLanguage language = new TinyLanguage(Seeds.random("DriftTriggerTest"));
  private final List<Trigger.Kind> runs = new CopyOnWriteArrayList<>();
  private final AdaptationMetrics metrics =
      new AdaptationMetrics() {
        @Override
        public void runEnded(
            RunOutcome outcome, Trigger.Kind trigger, Duration took, int corrections) {
          runs.add(trigger);
        }
      };

  @Test
  void driftAndOneCorrectionMakeARunDue() throws IOException {
    language.teach(folder);
    try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
      TestTopics.create(kafka, "texts", "corrections", "dead-letters", "tagged");
      Configuration settings = settings(kafka);
      Properties connection = StreamWiring.connection(settings, kafka.bootstrapServers());
      String model = ModelFolder.of(folder.resolve("incumbent").toString(), settings).version();
      try (Trainer trainer =
          new Trainer(
              settings, kafka.bootstrapServers(), 1 << 20, InstantSource.system(), metrics)) {
        trainer.start();
        // 1. What comes before the trainer looks is not seen, so it is sent until it is.
        until(
            () -> {
              sendTagged(connection, model, "PER");
              return !event(connection, "drift/live").isMissingNode();
            });
        JsonNode baseline = event(connection, "drift/live").path("baseline");
        assertThat(baseline.path("texts").asInt()).isEqualTo(TEXTS);
        assertThat(baseline.at("/types/PER").asInt()).isEqualTo(2 * TEXTS);

        // 2. Nothing to learn from: it is told.
        until(
            () -> {
              sendTagged(connection, model, "LOC");
              return event(connection, "drift/live").path("event").asText().equals("drift");
            });
        assertThat(event(connection, "drift/live").path("model").asText()).isEqualTo(model);
        assertThat(runs).isEmpty();

        // 3. Something to learn from.
        TinyCorrections.send(connection, "corrections", language.sentences(1, true));
        until(() -> !runs.isEmpty());
      }
      assertThat(runs).containsExactly(Trigger.Kind.DRIFT);
      assertThat(event(connection, "runs/live").path("trigger").asText())
          .startsWith("the texts have drifted: types 0.000 to ")
          .endsWith("1 new corrections");
    }
  }

  private Configuration settings(EmbeddedKafka kafka) {
    return Given.tiny(kafka.bootstrapServers(), folder, "incumbent")
        .learning(folder, 1000)
        .with("tidemark.adaptation.epochs", 1)
        .with("tidemark.drift.texts", TEXTS)
        .with("tidemark.drift.pause", "0s")
        .settings();
  }

  /** A window's worth, as the tagging writes it; among it what is no tagged record at all. */
  private static void sendTagged(Properties connection, String model, String type) {
    ObjectNode tagged = Json.MAPPER.createObjectNode().put("text", "ada bob");
    var entities = tagged.putArray("entities");
    for (int start : new int[] {0, 4}) {
      entities
          .addObject()
          .put("type", type)
          .put("start", start)
          .put("end", start + 3)
          .put("text", "xxx")
          .put("score", 0.9);
    }
    tagged.putObject("model").put("ner", model);
    byte[] value = tagged.toString().getBytes(UTF_8);
    try (Producer<String, byte[]> producer =
        new KafkaProducer<>(connection, new StringSerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < TEXTS; i++) {
        var unused = producer.send(new ProducerRecord<>("tagged", i % 2, null, value));
      }
      var unused =
          producer.send(new ProducerRecord<>("tagged", 0, null, "no JSON".getBytes(UTF_8)));
      producer.flush();
    }
  }

  private static void until(Callable<Boolean> condition) {
    await().atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofMillis(500)).until(condition);
  }

  private static JsonNode event(Properties connection, String key) {
    try (CompactedTopic events = new CompactedTopic(connection, "model-events")) {
      byte[] value = events.readToEnd().get(key);
      return value == null ? MissingNode.getInstance() : CommandRun.parse(new String(value, UTF_8));
    }
  }
}
