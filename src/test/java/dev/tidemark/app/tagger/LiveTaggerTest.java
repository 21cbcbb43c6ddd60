package dev.tidemark.app.tagger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.adaptation.AdaptationMetrics;
import dev.tidemark.app.CommandRun;
import dev.tidemark.app.Given;
import dev.tidemark.app.kafka.EmbeddedKafka;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.checkpoint.ElementType;
import dev.tidemark.model.checkpoint.Tensor;
import dev.tidemark.stream.CompactedTopic;
import dev.tidemark.testing.TinyBert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code models promote|rollback} through a real broker and a real store to taggers that serve what
 * the alias points to.
 */
@Tag("broker")
@Timeout(180)
class LiveTaggerTest {

  private static final String TEXT = "Ada Lovelace";

  @TempDir Path folder;
  private EmbeddedKafka kafka;
  private Configuration settings;

  @BeforeEach
  void startBroker() throws IOException {
    kafka = EmbeddedKafka.start();
    kafka.createTopic("model-events", 1, Map.of("cleanup.policy", "compact"));
    settings = Given.of(arguments()).settings();
    for (int version = 1; version <= 3; version++) {
      Path model = Files.createDirectories(folder.resolve("model-" + version));
      TinyBert.ofSeed(version).write(model, "bert.");
      assertThat(run("models", "publish", model.toString(), "--name", "tiny").code()).isZero();
    }
  }

  @AfterEach
  void stopBroker() {
    kafka.close();
  }

  @Test
  void everyInstanceFollowsAndANewOneBeginsWithWhatIsLive() throws IOException {
    try (LiveTagger early =
        LiveTagger.load(settings, kafka.bootstrapServers(), AdaptationMetrics.NONE)) {
      early.follow();
      assertThat(model(early)).startsWith("model-1@");

      assertThat(run("models", "promote", "tiny@1", "--by", "Ann", "--reason", "try").out())
          .startsWith("live: tiny@1, after ");
      awaitModel(early, "tiny@1");
      assertThat(run("models", "promote", "tiny@2").out())
          .isEqualTo("live: tiny@2, after tiny@1%n".formatted());
      awaitModel(early, "tiny@2");

      try (LiveTagger late =
          LiveTagger.load(settings, kafka.bootstrapServers(), AdaptationMetrics.NONE)) {
        assertThat(model(late)).as("its first answer").isEqualTo("tiny@2");
        late.follow();
        assertThat(run("models", "rollback").out())
            .isEqualTo("live: tiny@1, instead of tiny@2%n".formatted());
        awaitModel(early, "tiny@1");
        awaitModel(late, "tiny@1");
      }
      assertThat(run("models", "rollback").out()).startsWith("live: " + folder);
      CommandRun nothingLeft = run("models", "rollback");
      assertThat(nothingLeft.code()).isEqualTo(1);
      assertThat(nothingLeft.err()).contains("nothing to go back to");
      assertThat(run("models", "list", "--json").json().at("/live/live").asText())
          .isEqualTo(folder.resolve("model-1").toString());
    }
  }

  @Test
  void aDamagedVersionIsNeitherAnnouncedNorServed() throws IOException {
    assertThat(run("models", "promote", "tiny@2").code()).isZero();
    try (LiveTagger tagger =
        LiveTagger.load(settings, kafka.bootstrapServers(), AdaptationMetrics.NONE)) {
      tagger.follow();
      Path weights = folder.resolve("store/tiny/3/model.safetensors");
      byte[] bytes = Files.readAllBytes(weights);
      bytes[bytes.length - 1] ^= 1;
      Files.write(weights, bytes);

      CommandRun promote = run("models", "promote", "tiny@3");
      assertThat(promote.code()).isEqualTo(1);
      assertThat(promote.err()).contains("model.safetensors of tiny@3 is damaged");

      // Damaged after it was announced: a record as the command would have written it.
      try (CompactedTopic events = events()) {
        String record = new String(requireNonNull(events.readToEnd().get("live")), UTF_8);
        events.write(
            "live", record.replace("\"model\":\"tiny@2\"", "\"model\":\"tiny@3\"").getBytes(UTF_8));
        JsonNode refusal = awaitRefusal(events, "tiny@3");
        assertThat(refusal.path("serving").asText()).isEqualTo("tiny@2");
        assertThat(refusal.path("reason").asText())
            .contains("model.safetensors of tiny@3 is damaged");
      }
      assertThat(model(tagger)).isEqualTo("tiny@2");
      assertThat(run("models", "promote", "tiny@1").code()).isZero();
      awaitModel(tagger, "tiny@1");
    }
  }

  /** Whole, of the right shapes, and of no use: only its trial can tell. */
  @Test
  void aModelThatGivesNoNumbersIsRefused() throws IOException {
    Checkpoint sound = TinyBert.ofSeed(4).checkpoint();
    Map<String, Tensor> tensors = new HashMap<>(sound.tensors());
    float[] bias = new float[requireNonNull(sound.config().labels()).size()];
    bias[0] = Float.NaN;
    tensors.put("classifier.bias", Tensor.of("classifier.bias", new long[] {bias.length}, bias));
    Path broken = Files.createDirectories(folder.resolve("broken"));
    new Checkpoint(sound.config(), tensors, sound.tokenizerFiles()).write(broken, ElementType.F32);
    assertThat(run("models", "publish", broken.toString(), "--name", "tiny").code()).isZero();
    assertThat(run("models", "promote", "tiny@2").code()).isZero();
    try (LiveTagger tagger =
            LiveTagger.load(settings, kafka.bootstrapServers(), AdaptationMetrics.NONE);
        CompactedTopic events = events()) {
      tagger.follow();
      var unused = events.readToEnd();

      assertThat(run("models", "promote", "tiny@4").code()).isZero();

      assertThat(awaitRefusal(events, "tiny@4").path("reason").asText())
          .contains("it failed its trial", "the model gave what is no number");
      assertThat(model(tagger)).isEqualTo("tiny@2");
    }
  }

  private CompactedTopic events() {
    Properties connection = new Properties();
    connection.put("bootstrap.servers", kafka.bootstrapServers());
    return new CompactedTopic(connection, "model-events");
  }

  private static JsonNode awaitRefusal(CompactedTopic events, String version) {
    List<JsonNode> refusals = new ArrayList<>();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              for (CompactedTopic.Entry entry : events.poll(Duration.ofMillis(50))) {
                if (entry.key().equals(version + "/refused")) {
                  refusals.add(CommandRun.parse(new String(requireNonNull(entry.value()), UTF_8)));
                }
              }
              return !refusals.isEmpty();
            });
    return refusals.get(0);
  }

  private static String model(LiveTagger tagger) {
    var answer = tagger.tagger().submit(TEXT);
    tagger.tagger().hurry();
    return answer.join().model();
  }

  private static void awaitModel(LiveTagger tagger, String version) {
    await().atMost(Duration.ofSeconds(60)).until(() -> model(tagger).equals(version));
  }

  private List<String> arguments() {
    return List.of(
        "tidemark.kafka.bootstrap.servers=" + kafka.bootstrapServers(),
        "tidemark.model.ner=" + folder.resolve("model-1"),
        "tidemark.store.url=" + folder.resolve("store"),
        "tidemark.store.cache=" + folder.resolve("cache"),
        "tidemark.batch.max-tokens=1024",
        "tidemark.dtype=fp32",
        "tidemark.threads=1");
  }

  private CommandRun run(String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    arguments().forEach(argument -> all.add("-D" + argument));
    return CommandRun.of(folder, new byte[0], all.toArray(String[]::new));
  }
}
