package dev.tidemark.app.trainer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tidemark.adaptation.AdaptationMetrics;
import dev.tidemark.adaptation.guard.ShadowReport;
import dev.tidemark.app.CommandRun;
import dev.tidemark.app.Given;
import dev.tidemark.app.cli.Json;
import dev.tidemark.app.kafka.EmbeddedKafka;
import dev.tidemark.app.kafka.StreamWiring;
import dev.tidemark.app.kafka.TestTopics;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.tagger.LiveTagger;
import dev.tidemark.stream.CompactedTopic;
import dev.tidemark.testing.Seeds;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A promotion and how it ends, on a real broker with a tiny model: people teach it that {@code
 * acme} is a firm, the candidate stands in the shadow and is promoted; then people say that it was
 * none, and the model before serves again.
 */
@Tag("broker")
@Tag("slow")
@Timeout(400)
class GuardedPromotionTest {

  private static final int CORRECTIONS = 300;
  private static final int REGRETS = 40;

  /** Of so many corrections a rollback is decided by default. */
  private static final int ENOUGH = 20;

  private static final int TEXTS = 150;

  @TempDir Path folder;
  private final Random random = Seeds.random("GuardedPromotionTest");
  private final TinyLanguage language = new TinyLanguage(random);
  private final Counted counted = new Counted();
  private EmbeddedKafka kafka;
  private Given given;
  private Configuration settings;

  /** What an operator would see. */
  private static final class Counted implements AdaptationMetrics {
    private final List<ShadowReport> shadows = new CopyOnWriteArrayList<>();
    private final List<String> rollbacks = new CopyOnWriteArrayList<>();

    @Override
    public void shadowed(String candidate, String incumbent, ShadowReport report) {
      shadows.add(report);
    }

    @Override
    public void rolledBack(String from, String to) {
      rollbacks.add(from + " to " + to);
    }
  }

  @BeforeEach
  void startBroker() throws IOException {
    kafka = EmbeddedKafka.start();
    TestTopics.create(kafka, "texts", "corrections", "dead-letters");
    given =
        Given.tiny(kafka.bootstrapServers(), folder, "incumbent")
            .learning(folder, CORRECTIONS)
            .thoroughly()
            .with("tidemark.adaptation.shadow-texts", TEXTS)
            .with("tidemark.adaptation.shadow-period", "1s");
    settings = given.settings();
  }

  /**
   * Begins.
   *
   * @param mistaken what the incumbent has learnt besides the language
   */
  private void start(List<List<String>> mistaken) throws IOException {
    settings = given.settings();
    language.teach(folder, mistaken);
    sendTexts();
  }

  @AfterEach
  void stop() {
    kafka.close();
  }

  @Test
  void aPromotionThatPeopleRegretIsTakenBack() throws Exception {
    start(List.of());
    String incumbent = folder.resolve("incumbent").toString();
    try (LiveTagger tagger =
        LiveTagger.load(settings, kafka.bootstrapServers(), AdaptationMetrics.NONE)) {
      tagger.follow();
      String before = tagger.tagger().version();
      List<List<String>> regrets = regrets(tagger);
      try (Trainer trainer = trainer()) {
        trainer.start();

        // 1. Learnt, shown beside the live model, promoted.
        TinyCorrections.send(connection(), "corrections", language.sentences(CORRECTIONS, true));
        until(() -> tagger.tagger().version().equals("news@1"));
        until(() -> event("runs/live").path("event").asText().equals("promoted"));
        assertThat(counted.shadows).hasSize(1);
        ShadowReport shadow = counted.shadows.get(0);
        assertThat(shadow.texts()).isEqualTo(TEXTS);
        assertThat(Objects.requireNonNull(shadow.types().get("ORG")).added())
            .as("firms, which it has learnt")
            .isPositive();
        JsonNode told = event("runs/live").at("/gate/shadow");
        assertThat(told.path("texts").asInt()).isEqualTo(TEXTS);
        assertThat(told.path("objection").isNull()).isTrue();
        JsonNode first = event("agreement/live").path("models").path(before);
        assertThat(first.path("corrections").asInt()).isEqualTo(CORRECTIONS);
        assertThat(first.at("/types/ORG/correct").asInt())
            .as("of some 200 firms, which it was hardly taught")
            .isLessThan(REGRETS);
        assertThat(first.path("added").asInt() + first.path("changed").asInt()).isPositive();

        // 2. Regretted: the model before has said so all along.
        TinyCorrections.send(connection(), "corrections", regrets);
        until(() -> tagger.tagger().version().equals(before));
      }
      JsonNode live = event("live");
      assertThat(live.path("event").asText()).isEqualTo("rolled-back");
      assertThat(live.path("model").asText()).isEqualTo(incumbent);
      assertThat(live.path("reason").asText())
          .startsWith("automatic rollback: on ")
          .contains("corrections since the promotion");
      assertThat(event("news@1/rolled-back").path("to").asText()).isEqualTo(incumbent);
      assertThat(counted.rollbacks).containsExactly("news@1 to " + incumbent);
    }

    // 3. Whoever goes on counts nothing twice.
    try (Trainer next = trainer()) {
      next.start();
      TinyCorrections.send(connection(), "corrections", language.sentences(1, true));
      until(() -> measured() >= CORRECTIONS + REGRETS + 1);
    }
    assertThat(measured()).isEqualTo(CORRECTIONS + REGRETS + 1);
    assertThat(event("live").path("model").asText()).isEqualTo(incumbent);
    String[] about = {
      "-D", "tidemark.kafka.bootstrap.servers=" + kafka.bootstrapServers(),
      "-D", "tidemark.store.url=" + folder.resolve("store"),
      "-D", "tidemark.store.cache=" + folder.resolve("cache"),
    };
    JsonNode listed = models(about, "list", "--json").json().at("/versions/0");
    assertThat(listed.path("version").asText()).isEqualTo("news@1");
    // Corrections come in parts: what came after the rollback is counted for the model before.
    int regretted = listed.at("/agreement/corrections").asInt();
    assertThat(regretted).isBetween(ENOUGH, REGRETS);
    assertThat(listed.at("/agreement/f1").asDouble()).isLessThan(0.8);
    assertThat(models(about, "show", "news@1").out())
        .contains("agreement with people 0.", "on %d corrections".formatted(regretted));
  }

  /** The gate likes what was learnt, for no golden sentence has a firm; on the feed it is much. */
  @Test
  void aCandidateThatTakesTooMuchAwayOnTheFeedIsNotPromoted() throws Exception {
    given.with("tidemark.adaptation.shadow-disagreement", 0.02);
    start(
        language.sentences(200, true).stream()
            .map(lines -> lines.stream().map(line -> line.replace("B-ORG", "B-PER")).toList())
            .toList());
    try (LiveTagger tagger =
            LiveTagger.load(settings, kafka.bootstrapServers(), AdaptationMetrics.NONE);
        Trainer trainer = trainer()) {
      tagger.follow();
      String before = tagger.tagger().version();
      trainer.start();
      TinyCorrections.send(connection(), "corrections", language.sentences(CORRECTIONS, true));

      until(() -> event("runs/live").path("event").asText().equals("rejected"));

      JsonNode run = event("runs/live");
      assertThat(run.at("/gate/promoted").asBoolean()).as("the gate's word: %s", run).isTrue();
      assertThat(run.at("/gate/shadow/texts").asInt()).isEqualTo(TEXTS);
      assertThat(run.path("reason").asText())
          .isEqualTo(run.at("/gate/shadow/objection").asText())
          .contains("entities, more than 0.020");
      assertThat(run.path("learnt")).as("it is not tried again").hasSize(CORRECTIONS);
      assertThat(event("live").isMissingNode()).as("nothing was promoted").isTrue();
      assertThat(tagger.tagger().version()).isEqualTo(before);
      assertThat(counted.shadows).hasSize(1);
    }
  }

  private CommandRun models(String[] about, String... arguments) {
    List<String> all = new ArrayList<>(List.of("models"));
    all.addAll(List.of(arguments));
    all.addAll(List.of(about));
    return CommandRun.of(folder, new byte[0], all.toArray(String[]::new));
  }

  private int measured() {
    int sum = 0;
    for (JsonNode model : event("agreement/live").path("models")) {
      sum += model.path("corrections").asInt();
    }
    return sum;
  }

  /** Firms by the dozen, and what the model says of them that has never heard of any. */
  private List<List<String>> regrets(LiveTagger tagger) {
    Set<List<String>> sentences = new LinkedHashSet<>(); // no text twice
    while (sentences.size() < REGRETS) {
      List<String> words = new ArrayList<>();
      for (int word = 0; word < 12; word++) {
        List<String> from = word % 2 == 0 ? List.of("acme", "zorg") : List.of("met", "in", "the");
        words.add(from.get(random.nextInt(from.size())));
      }
      var answer = tagger.tagger().submit(String.join(" ", words));
      tagger.tagger().hurry();
      Map<Integer, String> types = new HashMap<>();
      answer.join().entities().forEach(entity -> types.put(entity.start(), entity.type()));
      List<String> lines = new ArrayList<>();
      int start = 0;
      for (String word : words) {
        lines.add(word + "\t" + (types.containsKey(start) ? "B-" + types.get(start) : "O"));
        start += word.length() + 1;
      }
      sentences.add(lines);
    }
    return List.copyOf(sentences);
  }

  private void sendTexts() throws IOException {
    try (Producer<String, byte[]> producer =
        new KafkaProducer<>(connection(), new StringSerializer(), new ByteArraySerializer())) {
      int sent = 0;
      for (List<String> lines : language.sentences(TEXTS, true)) {
        String text =
            String.join(" ", lines.stream().map(line -> line.split("\t", -1)[0]).toList());
        byte[] value = Json.MAPPER.createObjectNode().put("text", text).toString().getBytes(UTF_8);
        var unused = producer.send(new ProducerRecord<>("texts", sent++ % 2, null, value));
      }
    }
  }

  private Trainer trainer() throws IOException {
    return new Trainer(
        settings, kafka.bootstrapServers(), 1 << 20, InstantSource.system(), counted);
  }

  private static void until(Callable<Boolean> condition) {
    await().atMost(Duration.ofMinutes(4)).pollInterval(Duration.ofMillis(200)).until(condition);
  }

  private JsonNode event(String key) {
    try (CompactedTopic events = new CompactedTopic(connection(), "model-events")) {
      byte[] value = events.readToEnd().get(key);
      return value == null ? MissingNode.getInstance() : CommandRun.parse(new String(value, UTF_8));
    }
  }

  private Properties connection() {
    return StreamWiring.connection(settings, kafka.bootstrapServers());
  }
}
