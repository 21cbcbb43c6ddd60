package dev.tidemark.app.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.adaptation.AdaptationMetrics;
import dev.tidemark.adaptation.CorrectionValidator;
import dev.tidemark.adaptation.ExampleKey;
import dev.tidemark.adaptation.NewTypes;
import dev.tidemark.app.CommandRun;
import dev.tidemark.app.Given;
import dev.tidemark.app.kafka.EmbeddedKafka;
import dev.tidemark.app.kafka.StreamWiring;
import dev.tidemark.app.kafka.TestTopics;
import dev.tidemark.app.models.ModelFolder;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.tagger.LiveTagger;
import dev.tidemark.stream.CompactedTopic;
import dev.tidemark.stream.CorrectionsTopology;
import dev.tidemark.stream.StreamSettings;
import dev.tidemark.stream.TaggingStreams;
import dev.tidemark.testing.ApiSchema;
import dev.tidemark.testing.TinyBert;
import dev.tidemark.testing.TinyBert.Heads;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The REST API on a real broker, a real store and a real (tiny) model; each answer looks as the
 * OpenAPI document says.
 */
@Tag("broker")
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpApiTest {

  private static final String ANNOTATE = "annotate-0123456789";
  private static final String OF_ADA = "token-of-ada-0123456789";
  private static final String OF_GRACE = "token-of-grace-0123456789";
  private static final String OPERATE = "operate-0123456789";

  @TempDir static Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private EmbeddedKafka kafka;
  private Configuration settings;
  private LiveTagger tagger;
  private TaggingStreams corrections;
  private WebServer web;

  @BeforeAll
  void start() throws Exception {
    kafka = EmbeddedKafka.start();
    TestTopics.create(kafka, "texts", "corrections", "dead-letters");
    Path token =
        Files.writeString(
            folder.resolve("token"), "# who may\n" + OPERATE + "\ngrace: " + OF_GRACE + "\n");
    settings =
        Given.tiny(kafka.bootstrapServers(), folder, "model-1")
            .with("tidemark.http.port", 0)
            .with("tidemark.http.rate", 100_000)
            .with("tidemark.http.max-body", 100_000)
            .with("tidemark.http.token.annotate", ANNOTATE + ", Ada L.:" + OF_ADA)
            .with("tidemark.http.token.operate", "file:" + token)
            .settings();
    for (int version = 1; version <= 2; version++) {
      Path model = Files.createDirectories(folder.resolve("model-" + version));
      TinyBert.ofSeed(version).write(model, "bert.", Heads.BOTH);
      publish(model);
    }
    tagger = LiveTagger.load(settings, kafka.bootstrapServers(), AdaptationMetrics.NONE);
    corrections =
        StreamWiring.streams(
            settings,
            kafka.bootstrapServers(),
            "corrections-of-this-test",
            new CorrectionsTopology(
                StreamWiring.correctionTopics(settings),
                new CorrectionValidator(NewTypes.REJECT),
                () -> Set.of("PER", "LOC"),
                StreamSettings.MAX_RECORD_BYTES,
                AdaptationMetrics.NONE));
    corrections.start();
    web =
        requireNonNull(
            WebServer.start(new WebContext(settings, kafka.bootstrapServers(), tagger.tagger())));
  }

  @AfterAll
  void stop() {
    web.close();
    corrections.close();
    tagger.close();
    kafka.close();
  }

  private void publish(Path model) {
    CommandRun run =
        CommandRun.of(
            folder,
            new byte[0],
            "models",
            "publish",
            model.toString(),
            "--name",
            "tiny",
            "-Dtidemark.store.url=" + folder.resolve("store"));
    assertThat(run.code()).as(run.err()).isZero();
  }

  private JsonNode get(String path, String operation, int status) throws Exception {
    return ask(request(path, null).build(), operation, status);
  }

  private JsonNode post(String path, @Nullable String token, String body, int status)
      throws Exception {
    return ask(
        request(path, token)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build(),
        "POST " + path,
        status);
  }

  private HttpRequest.Builder request(String path, @Nullable String token) {
    HttpRequest.Builder request = HttpRequest.newBuilder(web.uri().resolve(path));
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  private JsonNode ask(HttpRequest request, String operation, int status) throws Exception {
    HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    ApiSchema.check(operation, status, answer.body());
    return CommandRun.parse(answer.body());
  }

  @Test
  void tagsAsTheStreamDoes() throws Exception {
    String record = "{\"id\":\"a\",\"text\":\"Ada met Bob in Rome\",\"more\":[1,2.50]}";

    JsonNode tagged = post("/api/v1/tag", null, record, 200);

    JsonNode onTheCommandLine =
        CommandRun.of(
                folder,
                (record + "\n").getBytes(UTF_8),
                "tag",
                "--model",
                folder.resolve("model-1").toString(),
                "-Dtidemark.dtype=fp32",
                "-Dtidemark.batch.max-tokens=1024")
            .json();
    assertThat(tagged.path("entities")).isEqualTo(onTheCommandLine.path("entities"));
    assertThat(tagged.path("more").toString()).isEqualTo("[1,2.5]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"text\":1}",
        "{\"text\":\"a\"",
        "{\"text\":\"\\ud800\"}",
        "{\"text\":\"a\",\"text\":\"b\"}",
        "{\"text\":\"a\",\"top_k\":0}"
      })
  void refusesWhatTheStreamRefuses(String body) throws Exception {
    assertThat(post("/api/v1/tag", null, body, 400).at("/error/code").asText()).isEqualTo("read");
    assertThat(post("/api/v1/fill-mask", null, body, 400).at("/error/code").asText())
        .isEqualTo("read");
  }

  @Test
  void fillsMasks() throws Exception {
    JsonNode filled =
        post("/api/v1/fill-mask", null, "{\"text\":\"ada [MASK] bob\",\"top_k\":3}", 200);

    assertThat(filled.at("/fills/0/candidates")).hasSize(3);
    assertThat(filled.at("/fills/0/candidates/0/sequence").asText()).startsWith("ada");
    assertThat(
            post("/api/v1/fill-mask", null, "{\"text\":\"no gap\"}", 422)
                .at("/error/message")
                .asText())
        .contains("no mask");
  }

  @Test
  void correctionsComeBackAcceptedOrRejected() throws Exception {
    String good =
        "{\"id\":\"good\",\"text\":\"Ada is in Rome.\",\"entities\":[{\"type\":\"PER\",\"start\":0,\"end\":3},{\"type\":\"LOC\",\"start\":10,\"end\":14}],\"annotator\":\"Ann\",\"model\":\"tiny@1\"}";
    String bad =
        "{\"id\":\"bad\",\"text\":\"Bob.\",\"entities\":[{\"type\":\"PER\",\"start\":0,\"end\":30}]}";

    JsonNode sent = post("/api/v1/corrections", ANNOTATE, good, 202);
    post("/api/v1/corrections", OPERATE, bad, 202);

    assertThat(sent.path("id").asText()).isEqualTo("good");
    assertThat(sent.path("key").asText()).isEqualTo(ExampleKey.of("Ada is in Rome."));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                !correction("good").path("status").asText("pending").equals("pending")
                    && !correction("bad").path("status").asText("pending").equals("pending"));
    assertThat(correction("good").path("status").asText()).isEqualTo("accepted");
    assertThat(correction("good").path("annotator").asText()).isEqualTo("Ann");
    assertThat(correction("bad").path("status").asText()).isEqualTo("rejected");
    assertThat(correction("bad").path("reason").asText()).contains("30");
    assertThat(correction("bad").path("annotator").asText()).isEqualTo("http");
    assertThat(correction("bad").path("at").asText()).matches("\\d{4}-.*Z");
  }

  @Test
  void whoseTokenItIsIsWrittenWhateverIsClaimed() throws Exception {
    String said = "{\"id\":\"%s\",\"text\":\"%s\",\"entities\":[],\"annotator\":\"Grace\"}";
    post("/api/v1/corrections", OF_ADA, said.formatted("by-ada", "Rain."), 202);
    post("/api/v1/corrections", ANNOTATE, said.formatted("by-somebody", "Snow."), 202);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> correction("by-ada").has("status") && correction("by-somebody").has("status"));
    assertThat(correction("by-ada").path("annotator").asText()).isEqualTo("Ada L.");
    assertThat(correction("by-somebody").path("annotator").asText())
        .as("a token of nobody in particular leaves it to the client")
        .isEqualTo("Grace");

    post("/api/v1/models/promote", OF_ADA, "{\"version\":\"tiny@1\"}", 403);
    assertThat(session(OF_ADA).toString())
        .isEqualTo("{\"roles\":[\"read\",\"annotate\"],\"name\":\"Ada L.\",\"writable\":true}");
    assertThat(session(OPERATE).path("name").isNull()).isTrue();
  }

  private JsonNode session(String token) throws Exception {
    return ask(request("/api/v1/session", token).build(), "GET /api/v1/session", 200);
  }

  private JsonNode correction(String id) throws Exception {
    for (JsonNode one :
        get("/api/v1/corrections?limit=10", "GET /api/v1/corrections", 200).path("corrections")) {
      if (one.path("id").asText().equals(id)) {
        return one;
      }
    }
    return CommandRun.parse("{}");
  }

  @Test
  void whatIsNoCorrectionIsNotSent() throws Exception {
    post("/api/v1/corrections", ANNOTATE, "{\"id\":\"x\",\"text\":\"y\"}", 400);
    post("/api/v1/corrections", ANNOTATE, "{\"id\":\"x\",\"id\":\"y\"}", 400);
    post("/api/v1/corrections", null, "{}", 401);
    get("/api/v1/corrections?limit=0", "GET /api/v1/corrections", 400);
  }

  @Test
  void modelsAreListedPromotedAndRolledBack() throws Exception {
    JsonNode models = get("/api/v1/models", "GET /api/v1/models", 200);
    assertThat(models.path("versions"))
        .extracting(v -> v.path("version").asText())
        .containsExactlyInAnyOrder("tiny@1", "tiny@2");
    assertThat(
            get("/api/v1/models/tiny@1", "GET /api/v1/models/{version}", 200)
                .path("version")
                .asText())
        .isEqualTo("tiny@1");

    post("/api/v1/models/promote", ANNOTATE, "{\"version\":\"tiny@1\"}", 403);
    post("/api/v1/models/promote", OPERATE, "{\"version\":\"tiny@1\",\"reason\":\"first\"}", 200);
    JsonNode live =
        post("/api/v1/models/promote", OF_GRACE, "{\"version\":\"tiny@2\",\"by\":\"Ann\"}", 200);
    assertThat(live.path("by").asText()).as("whose token it is").isEqualTo("grace");
    assertThat(get("/api/v1/models", "GET /api/v1/models", 200).at("/live/live").asText())
        .isEqualTo("tiny@2");

    assertThat(
            post("/api/v1/models/rollback", OPERATE, "{\"reason\":\"no\"}", 200)
                .path("model")
                .asText())
        .isEqualTo("tiny@1");
    assertThat(
            post("/api/v1/models/rollback", OPERATE, "{\"by\":\"Ann\"}", 200).path("by").asText())
        .isEqualTo("Ann");
    post("/api/v1/models/rollback", OPERATE, "{}", 409);
  }

  @ParameterizedTest
  @ValueSource(strings = {"..@1", "../../etc/passwd", "tiny@0", "/etc@1", "tiny", "hf://a/b", ""})
  void whatIsNoVersionIsNotLookedFor(String name) throws Exception {
    post("/api/v1/models/promote", OPERATE, "{\"version\":\"" + name + "\"}", 400);
  }

  @Test
  void versionsThatAreNotThere() throws Exception {
    get("/api/v1/models/tiny@77", "GET /api/v1/models/{version}", 404);
    get("/api/v1/models/..@1", "GET /api/v1/models/{version}", 400);
    post("/api/v1/models/promote", OPERATE, "{\"version\":\"tiny@77\"}", 404);
    String bundled = "{\"version\":\"" + ModelFolder.DEFAULT_VERSION + "\"}";
    assertThat(post("/api/v1/models/promote", OPERATE, bundled, 404).at("/error/message").asText())
        .as("what its records call it is not what it is promoted by")
        .contains("by the name 'default'");
  }

  @Test
  void runsAreToldWithoutTheTrainersMemory() throws Exception {
    assertThat(get("/api/v1/runs", "GET /api/v1/runs", 200).path("runs").isArray()).isTrue();
    try (CompactedTopic events =
        new CompactedTopic(
            StreamWiring.connection(settings, kafka.bootstrapServers()), "model-events")) {
      events.write(
          "runs/live",
          "{\"event\":\"training\",\"epoch\":2,\"at\":\"2026-01-01T00:00:00Z\",\"learnt\":[\"abc\"]}"
              .getBytes(UTF_8));
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> get("/api/v1/runs", "GET /api/v1/runs", 200).at("/runs/0/epoch").asInt() == 2);
    JsonNode run = get("/api/v1/runs", "GET /api/v1/runs", 200).at("/runs/0");
    assertThat(run.path("alias").asText()).isEqualTo("live");
    assertThat(run.has("learnt")).isFalse();
  }

  @Test
  void sessionAndDocument() throws Exception {
    assertThat(get("/api/v1/session", "GET /api/v1/session", 200).toString())
        .isEqualTo("{\"roles\":[\"read\"],\"name\":null,\"writable\":false}");
    assertThat(
            ask(request("/api/v1/session", ANNOTATE).build(), "GET /api/v1/session", 200)
                .toString())
        .isEqualTo("{\"roles\":[\"read\",\"annotate\"],\"name\":null,\"writable\":true}");
    ask(request("/api/v1/session", "nobody-knows-this").build(), "GET /api/v1/session", 401);
    assertThat(
            get("/api/v1/openapi.json", "GET /api/v1/openapi.json", 200).path("openapi").asText())
        .isEqualTo("3.1.0");
  }

  @Test
  void withoutTopicsOrTaggerItSaysSo() throws Exception {
    WebServer whole = web;
    try (EmbeddedKafka empty = EmbeddedKafka.start();
        WebServer bare =
            WebServer.start(new WebContext(settings, empty.bootstrapServers(), null))) {
      web = requireNonNull(bare);
      post("/api/v1/tag", null, "{\"text\":\"a\"}", 409);
      post("/api/v1/corrections", ANNOTATE, "{\"id\":\"a\",\"text\":\"b\",\"entities\":[]}", 409);
      get("/api/v1/corrections", "GET /api/v1/corrections", 409);
      get("/api/v1/runs", "GET /api/v1/runs", 409);
      post("/api/v1/models/promote", OPERATE, "{\"version\":\"tiny@1\"}", 409);
      assertThat(get("/api/v1/models", "GET /api/v1/models", 200).path("live")).isEmpty();
    } finally {
      web = whole;
    }
  }
}
