package dev.tidemark.page;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.app.kafka.EmbeddedKafka;
import dev.tidemark.guarantee.world.ChildJvm;
import dev.tidemark.model.store.DirectoryStorage;
import dev.tidemark.model.store.ModelDraft;
import dev.tidemark.model.store.ModelStore;
import dev.tidemark.stream.Broker;
import dev.tidemark.stream.StreamSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * {@code tidemark run --roles tagger,trainer} as a process of its own: a broker, the default model,
 * a model store with two versions, the HTTP server with tokens. Corrections with unknown types are
 * refused, and no run is ever due.
 */
final class RunningTidemark implements AutoCloseable {

  static final String ANNOTATE = "annotator-token-for-tests";
  static final String OF_ADA = "token-of-ada-for-tests";
  static final String OPERATE = "operator-token-for-tests";

  /** Holds the default model, with a gate report. */
  static final String FIRST = "page@1";

  static final String SECOND = "page@2";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration START = Duration.ofSeconds(200);
  private static final Path DEFAULT_MODEL = Path.of("src/main/resources/models/newswire");

  private final Broker broker;
  private final Path folder;
  private final ChildJvm process;
  private final URI uri;

  private RunningTidemark(Broker broker, Path folder, ChildJvm process, URI uri) {
    this.broker = broker;
    this.folder = folder;
    this.process = process;
    this.uri = uri;
  }

  static RunningTidemark start() throws IOException {
    return start(Map.of());
  }

  /** With settings of its own, their names without {@code tidemark.}. */
  static RunningTidemark start(Map<String, String> changed) throws IOException {
    Path folder = Files.createTempDirectory("page-");
    publish(folder);
    EmbeddedKafka kafka = EmbeddedKafka.start();
    for (String topic : List.of("texts", "tagged", "dead-letters", "corrections")) {
      kafka.createTopic(
          topic, 2, Map.of("max.message.bytes", "" + StreamSettings.MAX_RECORD_BYTES));
    }
    for (String topic : List.of("model-events", "examples")) {
      kafka.createTopic(
          topic,
          1,
          Map.of(
              "cleanup.policy",
              "compact",
              "max.message.bytes",
              "" + StreamSettings.MAX_RECORD_BYTES));
    }
    Broker broker = new Broker(kafka.bootstrapServers(), 1, kafka::close);
    int port = EmbeddedKafka.freePorts(1)[0];
    ChildJvm process =
        ChildJvm.start(
            List.of("-Xmx1500m"),
            "dev.tidemark.app.Main",
            arguments(broker.bootstrapServers(), folder, port, changed));
    RunningTidemark tidemark =
        new RunningTidemark(broker, folder, process, URI.create("http://127.0.0.1:" + port + "/"));
    tidemark.awaitTagging();
    return tidemark;
  }

  private static void publish(Path folder) throws IOException {
    ModelStore store =
        new ModelStore(
            new DirectoryStorage(Files.createDirectories(folder.resolve("store"))),
            InstantSource.system(),
            UUID::randomUUID);
    ObjectNode metrics = JSON.createObjectNode().put("corrections_f1", 0.8312);
    JsonNode gate =
        JSON.readTree(
            """
            {"promoted":true,"reason":"better on 12 held-out corrections, no worse on the golden set",
             "p_value":0.012,"candidate":{"corrections_f1":0.8312,"golden_f1":0.751},
             "incumbent":{"corrections_f1":0.741,"golden_f1":0.754},
             "held_out_corrections":12,"golden_sentences":208}
            """);
    var first =
        store.publish(
            "page",
            new ModelDraft(DEFAULT_MODEL, null, Map.of(), Map.of(), metrics, (ObjectNode) gate));
    var unused = store.publish("page", ModelDraft.of(DEFAULT_MODEL, first.version()));
  }

  private static List<String> arguments(
      String bootstrap, Path folder, int port, Map<String, String> changed) {
    List<String> arguments = new ArrayList<>(List.of("run", "--roles", "tagger,trainer"));
    Map<String, String> settings =
        new HashMap<>(
            Map.ofEntries(
                Map.entry("kafka.bootstrap.servers", bootstrap),
                Map.entry("store.url", folder.resolve("store").toString()),
                Map.entry("store.cache", folder.resolve("cache").toString()),
                Map.entry("http.port", Integer.toString(port)),
                Map.entry("http.rate", "1000"),
                Map.entry("http.token.annotate", ANNOTATE + ",Ada:" + OF_ADA),
                Map.entry("http.token.operate", OPERATE),
                Map.entry("batch.max-tokens", "1024"),
                Map.entry("dtype", "fp32"),
                Map.entry("threads", "1"),
                Map.entry("commit.interval", "200ms"),
                Map.entry("adaptation.new-types", "reject"),
                Map.entry("adaptation.min-corrections", "100000")));
    settings.putAll(changed);
    settings.forEach(
        (name, value) -> arguments.addAll(List.of("-D", "tidemark." + name + "=" + value)));
    return arguments;
  }

  /** Until a text has come through, and the server answers. */
  private void awaitTagging() {
    send("first", "Paris is in France.", Map.of());
    var unused = broker.readUntil("tagged", START, seen -> alive() && !seen.isEmpty());
    await("the server").atMost(START).ignoreExceptions().until(() -> alive() && status() == 200);
  }

  private boolean alive() {
    process.assertAlive();
    return true;
  }

  private int status() throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(uri.resolve("api/v1/session")).build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  Broker broker() {
    return broker;
  }

  /** Of the page; with a token, where there is one. */
  String page(@Nullable String token) {
    return uri + (token == null ? "" : "#token=" + token);
  }

  URI uri() {
    return uri;
  }

  String log() {
    return process.log();
  }

  /** Sends a text with further fields, such as its source. */
  void send(String id, String text, Map<String, String> fields) {
    ObjectNode value = JSON.createObjectNode().put("id", id).put("text", text);
    fields.forEach(value::put);
    var unused =
        broker.produce(
            List.of(
                new ProducerRecord<>(
                    "texts", id.getBytes(UTF_8), value.toString().getBytes(UTF_8))));
  }

  /** The correction of that document, as it stands on the topic. */
  JsonNode correction(String id) {
    return broker
        .readUntil(
            "corrections",
            Duration.ofSeconds(20),
            seen -> seen.stream().anyMatch(r -> json(r.value()).path("id").asText().equals(id)))
        .stream()
        .map(r -> json(r.value()))
        .filter(value -> value.path("id").asText().equals(id))
        .findFirst()
        .orElseThrow();
  }

  /** The tagged record of that document. */
  JsonNode tagged(String id) {
    return broker
        .readUntil(
            "tagged",
            Duration.ofSeconds(30),
            seen -> seen.stream().anyMatch(r -> json(r.value()).path("id").asText().equals(id)))
        .stream()
        .map(r -> json(r.value()))
        .filter(value -> value.path("id").asText().equals(id))
        .findFirst()
        .orElseThrow();
  }

  static JsonNode json(byte[] value) {
    try {
      return JSON.readTree(value);
    } catch (IOException e) {
      throw new AssertionError(new String(value, UTF_8), e);
    }
  }

  @Override
  public void close() throws IOException {
    process.close();
    broker.close();
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
    assertThat(folder).doesNotExist();
  }
}
