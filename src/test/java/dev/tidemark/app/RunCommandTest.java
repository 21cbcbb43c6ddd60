package dev.tidemark.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.app.cli.Json;
import dev.tidemark.app.feed.TextFeed;
import dev.tidemark.app.models.ModelFolder;
import dev.tidemark.stream.Broker;
import dev.tidemark.stream.TaggingTopology;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code tidemark run} as an operator has it: a process of its own, a broker, the default model.
 */
@Tag("broker")
@Timeout(300)
class RunCommandTest {

  private static final int PARTITIONS = 3;
  private static final int EACH = 400;
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir Path folder;

  @Test
  void killedTwiceInMidStreamItTagsEveryRecordOnceAndInOrder() throws Exception {
    try (Broker broker = new Broker()) {
      TaggingTopology.Topics topics = broker.freshTopics(PARTITIONS);
      List<ProducerRecord<byte[], byte[]>> input = input(topics.texts());
      broker.produce(input);
      int all = PARTITIONS * EACH;
      for (int enough : List.of(all / 4, all / 2)) {
        Process killed = start(broker, topics);
        broker.readUntil(
            topics.tagged(), PATIENCE, seen -> isAlive(killed) && seen.size() >= enough);
        killed.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        assertThat(killed.exitValue()).as("died of SIGKILL").isEqualTo(137);
        assertThat(broker.readAll(topics.tagged())).as("killed in the middle").hasSizeLessThan(all);
      }

      Process last = start(broker, topics);
      broker.readUntil(topics.tagged(), PATIENCE, seen -> isAlive(last) && seen.size() >= all);
      last.destroy();

      assertThat(last.waitFor(40, TimeUnit.SECONDS)).as("ends when asked to").isTrue();
      assertThat(last.exitValue()).as("ended by SIGTERM").isEqualTo(143);
      assertThat(logged()).contains("stopped");
      List<ConsumerRecord<byte[], byte[]>> tagged = broker.readAll(topics.tagged());
      assertThat(ids(tagged)).isEqualTo(expectedIds());
      assertThat(tagged).allSatisfy(RunCommandTest::assertSound);
      assertThat(broker.readAll(topics.deadLetters())).isEmpty();
    }
  }

  @Test
  void whatCannotWorkIsSaidInOneLine() {
    CommandRun noBroker =
        CommandRun.of(
            folder,
            new byte[0],
            "run",
            "-D",
            "tidemark.kafka.bootstrap.servers=localhost:1",
            "-D",
            "tidemark.kafka.default.api.timeout.ms=4000");
    assertThat(noBroker.code()).isEqualTo(1);
    assertThat(noBroker.err())
        .startsWith("error: Kafka at localhost:1 does not answer")
        .hasLineCount(1);
    try (Broker broker = new Broker()) {
      CommandRun noTopic =
          CommandRun.of(
              folder,
              new byte[0],
              "run",
              "-D",
              "tidemark.kafka.bootstrap.servers=" + broker.bootstrapServers());
      assertThat(noTopic.code()).isEqualTo(1);
      assertThat(noTopic.err()).contains("no topic texts, tagged, dead-letters").hasLineCount(1);
    }
  }

  /** It took two minutes on a busy machine when the model was loaded first. */
  @Test
  void aPortThatIsTakenIsSaidBeforeAModelIsLoaded() throws IOException {
    try (Broker broker = new Broker();
        ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      TaggingTopology.Topics topics = broker.freshTopics(1);
      CommandRun taken =
          CommandRun.of(
              folder,
              new byte[0],
              "run",
              "-D",
              "tidemark.kafka.bootstrap.servers=" + broker.bootstrapServers(),
              "-D",
              "tidemark.topics.texts=" + topics.texts(),
              "-D",
              "tidemark.topics.tagged=" + topics.tagged(),
              "-D",
              "tidemark.topics.dead-letters=" + topics.deadLetters(),
              "-D",
              "tidemark.model.ner=" + folder.resolve("would-be-missed-next"),
              "-D",
              "tidemark.http.port=" + other.getLocalPort());

      assertThat(taken.code()).isEqualTo(1);
      assertThat(taken.err())
          .startsWith("error: 127.0.0.1:%d cannot be listened on".formatted(other.getLocalPort()))
          .contains("-D tidemark.http.port=8081")
          .hasLineCount(1);
    }
  }

  /** Texts of the bundled feed, short ones, each with an id that says its place. */
  private static List<ProducerRecord<byte[], byte[]>> input(String topic) throws IOException {
    List<String> texts = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    TextFeed.class.getResourceAsStream("/dev/tidemark/app/demo/feed.jsonl")),
                UTF_8))) {
      lines
          .lines()
          .map(line -> CommandRun.parse(line).get("text").asText())
          .filter(text -> text.length() < 500)
          .forEach(texts::add);
    }
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int n = 0; n < EACH; n++) {
      for (int p = 0; p < PARTITIONS; p++) {
        ObjectNode value = Json.MAPPER.createObjectNode();
        value.put("id", p + "-" + n).put("text", texts.get((n * PARTITIONS + p) % texts.size()));
        records.add(new ProducerRecord<>(topic, p, null, value.toString().getBytes(UTF_8)));
      }
    }
    return records;
  }

  private Process start(Broker broker, TaggingTopology.Topics topics) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "run",
                "-D",
                "tidemark.http.port=0"));
    Map<String, String> settings =
        Map.ofEntries(
            Map.entry("kafka.bootstrap.servers", broker.bootstrapServers()),
            Map.entry("kafka.consumer.session.timeout.ms", "2000"),
            Map.entry("kafka.consumer.heartbeat.interval.ms", "300"),
            Map.entry("topics.texts", topics.texts()),
            Map.entry("topics.tagged", topics.tagged()),
            Map.entry("topics.dead-letters", topics.deadLetters()),
            Map.entry("commit.interval", "200ms"),
            Map.entry("stream.patience", "8s"),
            Map.entry("transaction.timeout", "10s"),
            Map.entry("stream.max-in-flight", "64"),
            Map.entry("dtype", "bf16"),
            Map.entry("batch.max-tokens", "512"));
    settings.forEach(
        (name, value) -> command.addAll(List.of("-D", "tidemark." + name + "=" + value)));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
        .start();
  }

  private static Map<Integer, List<String>> expectedIds() {
    Map<Integer, List<String>> ids = new TreeMap<>();
    for (int p = 0; p < PARTITIONS; p++) {
      List<String> ofPartition = new ArrayList<>();
      for (int n = 0; n < EACH; n++) {
        ofPartition.add(p + "-" + n);
      }
      ids.put(p, ofPartition);
    }
    return ids;
  }

  private static Map<Integer, List<String>> ids(List<ConsumerRecord<byte[], byte[]>> records) {
    Map<Integer, List<String>> ids = new TreeMap<>();
    records.stream()
        .sorted(Comparator.comparingLong(ConsumerRecord::offset))
        .forEach(
            record ->
                ids.computeIfAbsent(record.partition(), p -> new ArrayList<>())
                    .add(value(record).get("id").asText()));
    return ids;
  }

  private static void assertSound(ConsumerRecord<byte[], byte[]> record) {
    TaggedJson.assertSound(value(record));
    assertThat(new String(record.headers().lastHeader("tidemark-model").value(), UTF_8))
        .isEqualTo(ModelFolder.DEFAULT_VERSION);
    assertThat(record.headers().lastHeader("tidemark-labels").value()).hasSize(16);
  }

  private static JsonNode value(ConsumerRecord<byte[], byte[]> record) {
    return CommandRun.parse(new String(record.value(), UTF_8));
  }

  private Path log() {
    return folder.resolve("run.log");
  }

  private boolean isAlive(Process process) {
    assertThat(process.isAlive()).as(() -> "it ended by itself:\n" + logged()).isTrue();
    return true;
  }

  private String logged() {
    try {
      return Files.readString(log());
    } catch (IOException e) {
      return "(no log: " + e + ")";
    }
  }
}
