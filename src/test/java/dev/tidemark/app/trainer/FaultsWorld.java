package dev.tidemark.app.trainer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.adaptation.AdaptationMetrics;
import dev.tidemark.app.CommandRun;
import dev.tidemark.app.Given;
import dev.tidemark.app.kafka.EmbeddedKafka;
import dev.tidemark.app.kafka.StreamWiring;
import dev.tidemark.app.models.StoredModels;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.app.tagger.LiveTagger;
import dev.tidemark.guarantee.world.ChildJvm;
import dev.tidemark.inference.Tagging;
import dev.tidemark.model.store.ModelVersion;
import dev.tidemark.stream.CompactedTopic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Topics and a store of a test's own, a tagger that is asked all the time, and trainers in JVMs of
 * their own.
 */
final class FaultsWorld implements AutoCloseable {

  static final int CORRECTIONS = 300;

  /** On a busy machine a tiny training takes minutes, too. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private static final Duration POLL = Duration.ofMillis(100);

  private final Given given;
  private final Configuration settings;
  private final String bootstrap;
  private final Path store;
  private final LiveTagger tagger;
  private final List<ChildJvm> children = new ArrayList<>();
  private final List<String> served = new CopyOnWriteArrayList<>();
  private final Thread client = new Thread(this::ask, "client");
  private volatile boolean stopped;

  FaultsWorld(EmbeddedKafka kafka, Path folder, String name) throws IOException {
    bootstrap = kafka.bootstrapServers();
    store = folder.resolve(name).resolve("store");
    Files.createDirectories(Objects.requireNonNull(store.getParent()));
    given =
        Given.tiny(bootstrap, folder, "incumbent")
            .learning(folder, CORRECTIONS)
            .thoroughly()
            .with("tidemark.application.id", name)
            .with("tidemark.store.url", store)
            .with("tidemark.store.cache", folder.resolve(name + "-cache"))
            // A dead trainer is missed after seconds, not 45.
            .with("tidemark.kafka.session.timeout.ms", 6000)
            .with("tidemark.kafka.heartbeat.interval.ms", 1000)
            .with("tidemark.adaptation.retry-after", "1s")
            .with("tidemark.adaptation.shadow-period", "1s");
    for (String topic : List.of("texts", "tagged", "corrections", "dead-letters", "examples")) {
      boolean compacted = topic.equals("examples");
      kafka.createTopic(
          topic(name, topic), 1, compacted ? Map.of("cleanup.policy", "compact") : Map.of());
      given.with("tidemark.topics." + topic, topic(name, topic));
    }
    // Not compacted, so that every promotion can be counted.
    kafka.createTopic(topic(name, "model-events"), 1, Map.of());
    given.with("tidemark.topics.model-events", topic(name, "model-events"));
    settings = given.settings();
    tagger = LiveTagger.load(settings, bootstrap, AdaptationMetrics.NONE);
    tagger.follow();
    client.start();
  }

  private static String topic(String world, String name) {
    return world + "-" + name;
  }

  Path store() {
    return store;
  }

  void correct(TinyLanguage language) throws Exception {
    correct(language, CORRECTIONS);
  }

  void correct(TinyLanguage language, int sentences) throws Exception {
    TinyCorrections.send(
        StreamWiring.connection(settings, bootstrap),
        settings.get(Settings.TOPICS_CORRECTIONS),
        language.sentences(sentences, true));
  }

  /**
   * Starts one.
   *
   * @param holdAt what it says in its log where it shall stand still; empty for nowhere
   */
  ChildJvm trainer(String holdAt) {
    return trainerUnder(List.of(), holdAt, "");
  }

  ChildJvm trainerUnder(List<String> program, String holdAt, String deleteAfterFailure) {
    List<String> arguments = new ArrayList<>(List.of(holdAt, deleteAfterFailure));
    arguments.addAll(given.arguments());
    ChildJvm child =
        ChildJvm.startUnder(
            program, List.of("-Xmx512m"), TrainerProcess.class.getName(), arguments);
    children.add(child);
    return child;
  }

  /** Texts come all the time; an answer that does not come, or fails, ends this. */
  private void ask() {
    while (!stopped) {
      var answer = tagger.tagger().submit("ada met acme in rome");
      tagger.tagger().hurry();
      try {
        Tagging tagging = answer.get(60, java.util.concurrent.TimeUnit.SECONDS);
        String model = tagging.model();
        if (served.isEmpty() || !served.get(served.size() - 1).equals(model)) {
          served.add(model);
        }
        Thread.sleep(20);
      } catch (InterruptedException e) {
        return;
      } catch (Exception e) {
        served.add("failed: " + e);
        return;
      }
    }
  }

  void assertServes() {
    assertThat(client.isAlive()).as("served so far: %s", served).isTrue();
    assertThat(tagger.tagger().submit("ada").orTimeout(60, java.util.concurrent.TimeUnit.SECONDS))
        .isNotNull();
  }

  /**
   * Nothing failed, and there was one change, or none.
   *
   * @param last what serves now; empty for what served first
   */
  void assertServedAllAlong(String last) {
    assertServes();
    assertThat(served).hasSize(last.isEmpty() ? 1 : 2);
    assertThat(served.get(0)).startsWith("incumbent@");
    if (!last.isEmpty()) {
      assertThat(served.get(1)).isEqualTo(last);
    }
  }

  void awaitLog(ChildJvm child, String line) {
    await(
        "a log with: " + line,
        child::log,
        () -> {
          child.assertAlive();
          return child.log().contains(line);
        });
  }

  void awaitServed(String version) {
    await(
        version + " to serve",
        this::situation,
        () -> {
          assertServes();
          return served.get(served.size() - 1).equals(version);
        });
  }

  /** The run's record, once it says this. */
  JsonNode awaitRun(String event) {
    List<JsonNode> found = new ArrayList<>();
    await(
        "a run that has " + event,
        this::situation,
        () -> {
          events("runs/live").stream()
              .filter(one -> one.path("event").asText().equals(event))
              .forEach(found::add);
          return !found.isEmpty();
        });
    return found.get(0);
  }

  /** What the run's record says in the end. */
  JsonNode lastRun() {
    List<JsonNode> all = events("runs/live");
    return all.get(all.size() - 1);
  }

  /** What was made live, in order. */
  List<String> promotions() {
    return events("live").stream().map(event -> event.path("model").asText()).toList();
  }

  /** The store's versions, every byte of each checked. */
  List<String> wholeVersions() {
    try (StoredModels models = StoredModels.of(settings)) {
      List<ModelVersion> versions = models.store().versions();
      versions.forEach(models.store()::verify);
      return versions.stream().map(ModelVersion::toString).toList();
    }
  }

  private List<JsonNode> events(String key) {
    String topic = settings.get(Settings.TOPICS_MODEL_EVENTS);
    List<JsonNode> all = new ArrayList<>();
    try (CompactedTopic events =
        new CompactedTopic(StreamWiring.connection(settings, bootstrap), topic)) {
      for (CompactedTopic.Entry entry : events.pollToEnd()) {
        byte[] value = entry.value();
        if (entry.key().equals(key) && value != null) {
          all.add(CommandRun.parse(new String(value, UTF_8)));
        }
      }
    }
    return all;
  }

  private String situation() {
    StringBuilder all = new StringBuilder("served: " + served);
    all.append("\nlive: ").append(events("live")).append("\nruns: ");
    events("runs/live").forEach(event -> all.append(event.path("event")).append(' '));
    children.forEach(child -> all.append("\n--- a trainer:\n").append(child.log()));
    return all.toString();
  }

  private static void await(String what, Supplier<String> instead, BooleanSupplier condition) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - until)
          .as(() -> "waited %s for %s; instead:%n%s".formatted(PATIENCE, what, instead.get()))
          .isNegative();
      try {
        Thread.sleep(POLL.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void close() {
    stopped = true;
    children.forEach(ChildJvm::close);
    try {
      client.join(Duration.ofSeconds(30).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    tagger.close();
  }
}
