package dev.tidemark.app.trainer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.adaptation.AdaptationMetrics;
import dev.tidemark.app.CommandRun;
import dev.tidemark.app.Given;
import dev.tidemark.app.kafka.EmbeddedKafka;
import dev.tidemark.app.kafka.StreamWiring;
import dev.tidemark.app.kafka.TestTopics;
import dev.tidemark.app.models.StoredModels;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.tagger.LiveTagger;
import dev.tidemark.stream.CompactedTopic;
import dev.tidemark.testing.Seeds;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole loop on a real broker with a tiny model: corrections arrive, a run is due, the better
 * model is published, promoted, and serves.
 */
@Tag("broker")
@Tag("slow")
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TrainerTest {

  private static final int CORRECTIONS = 300;

  @TempDir static Path folder;
  private final TinyLanguage language = new TinyLanguage(Seeds.random("TrainerTest"));
  private EmbeddedKafka kafka;
  private Configuration settings;

  @BeforeAll
  void start() throws IOException {
    language.teach(folder);
    kafka = EmbeddedKafka.start();
    TestTopics.create(kafka, "texts", "corrections", "dead-letters");
    settings =
        Given.tiny(kafka.bootstrapServers(), folder, "incumbent")
            .learning(folder, CORRECTIONS)
            .thoroughly()
            .with("tidemark.adaptation.settle", "1s")
            .settings();
  }

  @AfterAll
  void stop() {
    kafka.close();
  }

  @Test
  void correctionsBecomeABetterModelThatServes() throws Exception {
    String bootstrap = kafka.bootstrapServers();
    try (LiveTagger tagger = LiveTagger.load(settings, bootstrap, AdaptationMetrics.NONE)) {
      tagger.follow();
      try (Trainer first = trainer();
          Trainer second = trainer()) {
        first.start();
        second.start();
        correct(language.sentences(CORRECTIONS, true));

        await()
            .atMost(Duration.ofMinutes(4))
            .pollInterval(Duration.ofMillis(200))
            .until(() -> model(tagger).equals("news@1"));
      }
      JsonNode run = event("runs/live");
      assertThat(run.path("event").asText()).isEqualTo("promoted");
      assertThat(run.path("model").asText()).isEqualTo("news@1");
      assertThat(run.at("/gate/promoted").asBoolean()).isTrue();
      assertThat(run.path("trigger").asText()).endsWith("new corrections");
      JsonNode live = event("live");
      assertThat(live.path("by").asText()).isEqualTo("trainer");
      assertThat(live.path("reason").asText()).contains("better on");
      assertThat(live.at("/former/0").asText()).isEqualTo(folder.resolve("incumbent").toString());

      // Neither a second trainer nor a restarted one learns the same once more.
      try (Trainer restarted = trainer()) {
        restarted.start();
        correct(language.sentences(1, true));
        await()
            .atMost(Duration.ofMinutes(1))
            .until(() -> examples() >= event("runs/live").path("corrections").asInt());
      }
      assertThat(event("runs/live")).isEqualTo(run);
      try (StoredModels models = StoredModels.of(settings)) {
        assertThat(models.store().versions()).hasSize(1);
        assertThat(models.store().list().get(0).gate()).isNotNull();
      }
    }
  }

  private Trainer trainer() throws IOException {
    return new Trainer(
        settings,
        kafka.bootstrapServers(),
        1 << 20,
        InstantSource.system(),
        AdaptationMetrics.NONE);
  }

  private static String model(LiveTagger tagger) {
    var answer = tagger.tagger().submit("ada met acme in rome");
    tagger.tagger().hurry();
    return answer.join().model();
  }

  private JsonNode event(String key) {
    try (CompactedTopic events = new CompactedTopic(connection(), "model-events")) {
      return CommandRun.parse(new String(requireNonNull(events.readToEnd().get(key), key), UTF_8));
    }
  }

  private int examples() {
    try (CompactedTopic examples = new CompactedTopic(connection(), "examples")) {
      return examples.readToEnd().size();
    }
  }

  private Properties connection() {
    return StreamWiring.connection(settings, kafka.bootstrapServers());
  }

  private void correct(List<List<String>> sentences) {
    TinyCorrections.send(connection(), "corrections", sentences);
  }
}
