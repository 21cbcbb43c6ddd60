package dev.tidemark.app.observe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidemark.app.CommandRun;
import dev.tidemark.app.Given;
import dev.tidemark.app.kafka.EmbeddedKafka;
import dev.tidemark.app.kafka.StreamWiring;
import dev.tidemark.app.models.LiveAlias;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.tagger.LiveTagger;
import dev.tidemark.app.trainer.TinyCorrections;
import dev.tidemark.app.trainer.TinyLanguage;
import dev.tidemark.app.trainer.Trainer;
import dev.tidemark.app.web.WebContext;
import dev.tidemark.app.web.WebServer;
import dev.tidemark.stream.TaggingStreams;
import dev.tidemark.testing.Scrape;
import dev.tidemark.testing.TinyBert;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.core.ConditionFactory;

/**
 * A Tidemark as {@code run --roles tagger,trainer} starts it, in this JVM: a real broker, a tiny
 * model, the HTTP server on a free port.
 */
final class ObservedWorld implements AutoCloseable {

  static final int CORRECTIONS = 300;

  private static final int MAX_BYTES = 1 << 20;

  private static final ConditionFactory PATIENT =
      await().atMost(Duration.ofMinutes(4)).pollInterval(Duration.ofSeconds(1));

  /** Of a window of drift: with three names in each text more entities than it takes. */
  private static final int WINDOW = 60;

  /** What the feed is about, which changes. */
  enum Domain {
    PEOPLE("ada met bob in the %d . ada"),
    PLACES("in paris the rome %d . paris");

    private final String text;

    Domain(String text) {
      this.text = text;
    }
  }

  private final TinyLanguage language = new TinyLanguage(new Random(6));
  private final EmbeddedKafka kafka = EmbeddedKafka.start();
  private final Path folder;
  private final Given given;
  private final Configuration settings;
  private final Observation observation;
  private final Trainer trainer;
  private final LiveTagger live;
  private final TaggingStreams streams;
  private final WebServer web;
  private final Producer<String, byte[]> producer;
  private int sent;
  private int broken;

  ObservedWorld(Path folder) throws IOException {
    this.folder = folder;
    language.teach(folder, 200, 40);
    TinyBert.ofSeed(5).write(folder.resolve("second"), "bert.");
    given =
        Given.tiny(kafka.bootstrapServers(), folder, "incumbent")
            .learning(folder, CORRECTIONS - 50)
            .thoroughly()
            .with("tidemark.http.port", 0)
            .with("tidemark.window.tokens", 32)
            .with("tidemark.window.stride", 8)
            .with("tidemark.adaptation.settle", "3s") // a burst of corrections comes in parts
            .with("tidemark.adaptation.epochs", 15)
            .with("tidemark.adaptation.shadow-period", "0s")
            .with("tidemark.drift.texts", WINDOW)
            .with("tidemark.drift.pause", "0s");
    settings = given.settings();
    command("topics", "--partitions", "2");
    String bootstrap = kafka.bootstrapServers();
    observation = new Observation(settings);
    trainer =
        new Trainer(
            settings, bootstrap, MAX_BYTES, InstantSource.system(), observation.adaptation());
    live = LiveTagger.load(settings, bootstrap, observation.tagger(), observation.adaptation());
    streams =
        StreamWiring.streams(settings, bootstrap, live.tagger(), observation.stream(), MAX_BYTES);
    trainer.observeBy(observation, bootstrap);
    live.observeBy(observation, bootstrap, streams);
    web =
        Objects.requireNonNull(
            WebServer.start(new WebContext(settings, bootstrap, live.tagger(), observation)));
    producer =
        new KafkaProducer<>(
            StreamWiring.connection(settings, bootstrap),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  void start() {
    streams.start();
    trainer.start();
    live.follow();
  }

  /** Texts, the last of which is none. */
  void send(int texts, Domain about) {
    for (int i = 1; i < texts; i++) {
      put("{\"text\":\"" + about.text.formatted(sent % 10) + "\"}");
    }
    put("no JSON");
    broken++;
    producer.flush();
  }

  /** So many records were sent to {@code texts}. */
  int sent() {
    return sent;
  }

  /** So many of them are no texts. */
  int broken() {
    return broken;
  }

  /**
   * The feed turns from people to places, which the trainer notices; then people correct it, and
   * what has learnt from them is held beside the live model and takes its place.
   */
  void driftAndLearn() {
    PATIENT.until(
        () -> {
          send(WINDOW, Domain.PEOPLE);
          return metrics().families().containsKey("tidemark_drift_value");
        });
    assertThat(metrics().value("tidemark_drifting", "signal", "types")).isZero();
    PATIENT.until(
        () -> {
          send(WINDOW, Domain.PLACES);
          return metrics().value("tidemark_drifting", "signal", "types") == 1;
        });
    correct();
    PATIENT.until(() -> live.tagger().version().startsWith("news@"));
  }

  /** Enough for a run that is promoted: there are firms, too. And one that is rejected. */
  private void correct() {
    TinyCorrections.send(
        StreamWiring.connection(settings, kafka.bootstrapServers()),
        "corrections",
        language.sentences(CORRECTIONS, true));
    var unused = producer.send(new ProducerRecord<>("corrections", "none", "{}".getBytes(UTF_8)));
    producer.flush();
  }

  /** A person publishes another model and promotes it, and it serves. */
  void promoteAnother() {
    command("models", "publish", folder.resolve("second").toString(), "--name", "second");
    command("models", "promote", "second@1");
    PATIENT.until(() -> live.tagger().version().equals("second@1"));
  }

  /** What the command refuses: a model that is not there, as where a store has lost it since. */
  void promoteNone() throws IOException {
    try (LiveAlias alias = LiveAlias.open(settings, kafka.bootstrapServers())) {
      var unused =
          alias.promote(
              folder.resolve("missing").toString(),
              alias.current().orElseThrow().model(),
              InstantSource.system().instant(),
              "test",
              "to see it refused");
    }
  }

  private void command(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    given.arguments().forEach(argument -> all.addAll(List.of("-D", argument)));
    CommandRun run = CommandRun.of(folder, new byte[0], all.toArray(String[]::new));
    assertThat(run.code()).as("%s: %s", all, run.err()).isZero();
  }

  /** Of the model that serves. */
  String version() {
    return live.tagger().version();
  }

  String host() {
    return "127.0.0.1:" + web.uri().getPort();
  }

  Scrape metrics() {
    return Scrape.of(get("/metrics", "").body());
  }

  HttpResponse<String> get(String path, String accept) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + host() + path));
    if (!accept.isEmpty()) {
      request.header("Accept", accept);
    }
    try {
      return HttpClient.newHttpClient()
          .send(request.build(), HttpResponse.BodyHandlers.ofString(UTF_8));
    } catch (IOException e) {
      throw new AssertionError(path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(path, e);
    }
  }

  private void put(String value) {
    String key = "t" + sent++;
    var unused = producer.send(new ProducerRecord<>("texts", key, value.getBytes(UTF_8)));
  }

  @Override
  public void close() {
    producer.close();
    web.close();
    streams.close();
    trainer.close();
    live.close();
    observation.close();
    kafka.close();
  }
}
