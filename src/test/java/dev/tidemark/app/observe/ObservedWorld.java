package dev.tidemark.app.observe;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemark.adaptation.drift.DriftReading;
import dev.tidemark.adaptation.drift.DriftSignal;
import dev.tidemark.adaptation.guard.AgreementCounts;
import dev.tidemark.adaptation.guard.ShadowReport;
import dev.tidemark.app.kafka.EmbeddedKafka;
import dev.tidemark.app.kafka.StreamWiring;
import dev.tidemark.app.models.LiveAlias;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.ConfigurationLoader;
import dev.tidemark.app.settings.ConfigurationSources;
import dev.tidemark.app.tagger.LiveTagger;
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
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A Tidemark as {@code run --roles tagger,trainer} starts it, in this JVM: a real broker, a tiny
 * model, the HTTP server on a free port.
 */
final class ObservedWorld implements AutoCloseable {

  static final int CORRECTIONS = 24;
  private static final int MAX_BYTES = 1 << 20;

  private final EmbeddedKafka kafka = EmbeddedKafka.start();
  private final Path folder;
  private final Configuration settings;
  private final Observation observation;
  private final Trainer trainer;
  private final LiveTagger live;
  private final TaggingStreams streams;
  private final WebServer web;
  private final Producer<String, byte[]> producer;
  private int sent;

  ObservedWorld(Path folder, Map<String, String> more) throws IOException {
    this.folder = folder;
    for (String topic : List.of("texts", "tagged", "corrections", "dead-letters")) {
      kafka.createTopic(topic, 2, Map.of());
    }
    for (String topic : List.of("model-events", "examples")) {
      kafka.createTopic(topic, 1, Map.of("cleanup.policy", "compact"));
    }
    TinyBert.ofSeed(4).write(folder.resolve("first"), "bert.");
    TinyBert.ofSeed(5).write(folder.resolve("second"), "bert.");
    TinyLanguage.write(
        folder.resolve("before.tsv"),
        List.of(List.of("ada\tB-PER", "met\tO"), List.of("in\tO", "paris\tB-LOC")));
    settings = settings(more);
    String bootstrap = kafka.bootstrapServers();
    observation = new Observation(settings);
    trainer =
        new Trainer(
            settings, bootstrap, MAX_BYTES, InstantSource.system(), observation.adaptation());
    live = LiveTagger.load(settings, bootstrap, observation.tagger(), observation.adaptation());
    streams =
        StreamWiring.streams(settings, bootstrap, live.tagger(), observation.stream(), MAX_BYTES);
    trainer.observeBy(observation, bootstrap);
    observation.tags(
        bootstrap, streams, live.tagger()::version, live.tagger()::isAlive, live.first().device());
    web =
        Objects.requireNonNull(
            WebServer.start(new WebContext(settings, bootstrap, live.tagger(), observation)));
    producer =
        new KafkaProducer<>(
            StreamWiring.connection(settings, bootstrap),
            new StringSerializer(),
            new ByteArraySerializer());
  }

  private Configuration settings(Map<String, String> more) {
    Map<String, String> given = new HashMap<>();
    given.put("tidemark.kafka.bootstrap.servers", kafka.bootstrapServers());
    given.put("tidemark.model.ner", folder.resolve("first").toString());
    given.put("tidemark.store.url", folder.resolve("store").toString());
    given.put("tidemark.store.cache", folder.resolve("cache").toString());
    given.put("tidemark.http.port", "0");
    given.put("tidemark.batch.max-tokens", "1024");
    given.put("tidemark.window.tokens", "32");
    given.put("tidemark.window.stride", "8");
    given.put("tidemark.dtype", "fp32");
    given.put("tidemark.threads", "1");
    given.put("tidemark.adaptation.min-corrections", Integer.toString(CORRECTIONS));
    given.put("tidemark.adaptation.min-interval", "0s");
    given.put("tidemark.adaptation.settle", "0s");
    given.put("tidemark.adaptation.epochs", "1");
    given.put("tidemark.adaptation.replay", folder.resolve("before.tsv").toString());
    given.putAll(more);
    return ConfigurationLoader.load(new ConfigurationSources(null, Map.of(), given, List.of()));
  }

  void start() {
    streams.start();
    trainer.start();
    live.follow();
  }

  /** Texts, the last of which is none. */
  void send(int texts) {
    for (int i = 0; i < texts; i++) {
      String text = "{\"text\":\"ada met lace in paris %d\"}".formatted(i % 10);
      put("texts", "t" + sent++, i == texts - 1 ? "no JSON" : text);
    }
    producer.flush();
  }

  /** Enough for a run, and one that is rejected. */
  void correct() {
    for (int i = 0; i < CORRECTIONS; i++) {
      put(
          "corrections",
          "d" + i,
          ("{\"id\":\"d%d\",\"text\":\"ada met paris %d\",\"annotator\":\"ann\",\"at\":"
                  + "\"2026-11-23T12:00:00Z\",\"entities\":[{\"type\":\"PER\",\"start\":0,\"end\":3},"
                  + "{\"type\":\"LOC\",\"start\":8,\"end\":13}]}")
              .formatted(i, i));
    }
    put("corrections", "none", "{}");
    producer.flush();
  }

  /** Another model goes live; after it one that does not exist is promoted in vain. */
  void promote(String model) throws IOException {
    try (LiveAlias alias = LiveAlias.open(settings, kafka.bootstrapServers())) {
      var unused =
          alias.promote(
              folder.resolve(model).toString(),
              alias.current().map(now -> now.model()).orElse(folder.resolve("first").toString()),
              InstantSource.system().instant(),
              "test",
              "to see it swap");
    }
  }

  /** What a short run does not bring about: it takes hundreds of texts. */
  void watch() {
    AgreementCounts counts = new AgreementCounts(3, 4, 1, 0, 1, Map.of());
    observation.adaptation().agreed("tiny@1", counts);
    for (DriftSignal signal : DriftSignal.values()) {
      observation.adaptation().driftMeasured("tiny@1", new DriftReading(signal, .9, .9, .1, false));
    }
    ShadowReport.Differences differences = new ShadowReport.Differences(9, 1, 0, 2);
    observation
        .adaptation()
        .shadowed("tiny@2", "tiny@1", new ShadowReport(10, Map.of("PER", differences)));
  }

  LiveTagger live() {
    return live;
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

  private void put(String topic, String key, String value) {
    var unused = producer.send(new ProducerRecord<>(topic, key, value.getBytes(UTF_8)));
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
