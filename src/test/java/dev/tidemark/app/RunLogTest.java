package dev.tidemark.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.stream.Broker;
import dev.tidemark.stream.TaggingTopology;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a whole {@code tidemark run} logs at its most talkative: JSON, line by line, and never a
 * word of what passes through it, whatever becomes of that.
 */
@Tag("broker")
@Timeout(300)
class RunLogTest {

  private static final String MARKER = "Zanzibarquux";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;

  @Test
  void everyLineIsJsonAndNoneHoldsAPayload() throws Exception {
    try (Broker broker = new Broker()) {
      TaggingTopology.Topics topics = broker.freshTopics(1);
      createTopics(broker);
      Process run = start(broker, topics);
      try {
        broker.produce(
            List.of(
                text(topics, "{\"id\":\"1\",\"text\":\"A day in " + MARKER + ".\"}"),
                text(topics, MARKER + " is no JSON"),
                text(topics, "{\"text\":7,\"" + MARKER + "\":1}"),
                text(topics, "{\"a\":1,\"text\":\"" + MARKER + "\",\"" + MARKER),
                text(topics, "{\"text\":\"" + (MARKER + " ").repeat(60) + "\"}"),
                correction(MARKER + " is no correction"),
                correction(
                    ("{\"id\":\""
                            + MARKER
                            + "\",\"text\":\"In"
                            + " %s.\",\"entities\":[{\"type\":\"%s\",\"start\":99,\"end\":100}],"
                            + "\"annotator\":\"%s\",\"at\":\"2026-11-28T00:00:00Z\"}")
                        .replace("%s", MARKER))));
        broker.readUntil(topics.tagged(), PATIENCE, seen -> alive(run) && !seen.isEmpty());
        broker.readUntil(topics.deadLetters(), PATIENCE, seen -> alive(run) && seen.size() == 6);
      } finally {
        run.destroy();
      }
      assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(logged()).doesNotContain(MARKER);
    List<JsonNode> lines = logged().lines().map(CommandRun::parse).toList();
    assertThat(lines)
        .isNotEmpty()
        .allSatisfy(
            line -> {
              assertThat(line.path("timestamp").asLong()).isPositive();
              assertThat(line.path("level").asText()).isIn("DEBUG", "INFO", "WARN", "ERROR");
              assertThat(line.path("loggerName").asText()).isNotEmpty();
            })
        .anySatisfy(line -> assertThat(message(line)).contains("dead letter: texts-", "stage tag"))
        .anySatisfy(line -> assertThat(message(line)).contains("is no correction"))
        .anySatisfy(line -> assertThat(message(line)).contains("stopped"));
  }

  /** The end of a command is an event of its log, with the stack trace inside. */
  @Test
  void anErrorIsALineOfTheLogToo() throws Exception {
    Process run =
        start(
            Map.of(
                "kafka.bootstrap.servers", "localhost:1",
                "kafka.default.api.timeout.ms", "4000",
                "log.level", "error"),
            "--verbose");

    assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(run.exitValue()).isEqualTo(1);
    List<JsonNode> lines = logged().lines().map(CommandRun::parse).toList();
    JsonNode last = lines.get(lines.size() - 1);
    assertThat(message(last)).startsWith("Kafka at localhost:1 does not answer");
    assertThat(last.path("throwable").path("stepArray")).isNotEmpty();
  }

  private static String message(JsonNode line) {
    return line.path("formattedMessage").asText();
  }

  private static ProducerRecord<byte[], byte[]> text(TaggingTopology.Topics topics, String value) {
    return new ProducerRecord<>(topics.texts(), MARKER.getBytes(UTF_8), value.getBytes(UTF_8));
  }

  private static ProducerRecord<byte[], byte[]> correction(String value) {
    return new ProducerRecord<>("corrections", MARKER.getBytes(UTF_8), value.getBytes(UTF_8));
  }

  private static void createTopics(Broker broker) throws Exception {
    Map<String, String> compacted = Map.of("cleanup.policy", "compact");
    try (Admin admin = broker.admin()) {
      admin
          .createTopics(
              List.of(
                  new NewTopic("corrections", 1, (short) 1),
                  new NewTopic("examples", 1, (short) 1).configs(compacted),
                  new NewTopic("model-events", 1, (short) 1).configs(compacted)))
          .all()
          .get(30, TimeUnit.SECONDS);
    }
  }

  private Process start(Broker broker, TaggingTopology.Topics topics) throws Exception {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("kafka.bootstrap.servers", broker.bootstrapServers());
    settings.put("topics.texts", topics.texts());
    settings.put("topics.tagged", topics.tagged());
    settings.put("topics.dead-letters", topics.deadLetters());
    settings.put("roles", "tagger,trainer");
    settings.put("store.url", folder.resolve("models").toString());
    settings.put("store.cache", folder.resolve("cache").toString());
    settings.put("text.max-tokens", "100");
    settings.put("log.level", "debug");
    settings.put("http.port", "0");
    settings.put("dtype", "bf16");
    settings.put("batch.max-tokens", "512");
    return start(settings);
  }

  private Process start(Map<String, String> settings, String... more) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1500m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "run",
                "-D",
                "tidemark.log.format=json"));
    settings.forEach(
        (name, value) -> command.addAll(List.of("-D", "tidemark." + name + "=" + value)));
    command.addAll(List.of(more));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log().toFile());
    // The JVM would write "Picked up …" to standard error.
    builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    Process process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return process;
  }

  private boolean alive(Process process) {
    assertThat(process.isAlive()).as(() -> "it ended by itself:\n" + logged()).isTrue();
    return true;
  }

  private Path log() {
    return folder.resolve("run.log");
  }

  private String logged() {
    try {
      return Files.readString(log());
    } catch (java.io.IOException e) {
      return "(no log: " + e + ")";
    }
  }
}
