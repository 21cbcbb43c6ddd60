package dev.tidemark.app.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.app.CommandRun;
import dev.tidemark.app.Main;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything over TLS with a login, by nothing but {@code tidemark.kafka.*}: topics, ingest,
 * tagging, corrections, the store's live model. And what is said when the login is wrong.
 */
@Tag("broker")
@Timeout(300)
class SecureKafkaTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir static Path folder;

  @SuppressWarnings("NullAway.Init")
  private static SecureKafka secure;

  @BeforeAll
  static void start() throws Exception {
    secure = SecureKafka.start(folder);
    Files.writeString(folder.resolve("right.properties"), secure.settings(SecureKafka.PASSWORD));
    Files.writeString(folder.resolve("wrong.properties"), secure.settings("wrong-secret-1"));
  }

  @AfterAll
  static void stop() {
    secure.close();
  }

  @Test
  void allClientsLogIn() throws Exception {
    CommandRun topics = command("right", "topics", "--partitions", "1");
    assertThat(topics.code()).as(topics.err()).isZero();
    Path lines =
        Files.writeString(
            folder.resolve("news.jsonl"),
            "{\"id\":\"1\",\"text\":\"Ada Lovelace met Charles Babbage in London.\"}\n");
    Process run = startRun();
    try {
      CommandRun ingest = command("right", "ingest", "--jsonl", lines.toString());
      assertThat(ingest.code()).as(ingest.err()).isZero();
      send(
          "corrections",
          "{\"id\":\"1\",\"text\":\"Ada Lovelace met"
              + " Babbage.\",\"entities\":[{\"type\":\"PER\",\"start\":0,\"end\":12}],"
              + "\"annotator\":\"ann\",\"at\":\"2026-11-28T08:00:00Z\"}");

      String tagged = new String(first("tagged", run).value(), UTF_8);
      assertThat(tagged).contains("Ada Lovelace").contains("\"entities\":[{");
      assertThat(first("examples", run).value()).isNotEmpty();
    } finally {
      run.destroy();
    }
    assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
    CommandRun models = command("right", "models", "list", "--json");
    assertThat(models.code()).as(models.err()).isZero();
    assertNoSecret(logged() + topics.out() + topics.err() + models.out() + models.err());
  }

  @Test
  void aWrongPasswordIsSaidInOneLine() {
    for (List<String> arguments :
        List.of(
            List.of("run"),
            List.of("run", "--roles", "trainer"),
            List.of("topics"),
            List.of("models", "list"),
            List.of("ingest", "--rss", "http://localhost:1/"))) {
      CommandRun refused = command("wrong", arguments.toArray(String[]::new));
      assertThat(refused.code()).as(arguments + refused.err()).isEqualTo(1);
      assertThat(refused.err())
          .hasLineCount(1)
          .contains("refuses the login", "tidemark.kafka.sasl.jaas.config", "kafka-security.md");
      assertNoSecret(refused.out() + refused.err());
    }
    CommandRun verbose = command("wrong", "run", "--verbose");
    assertThat(verbose.err()).contains("SaslAuthenticationException");
    assertNoSecret(verbose.err());
  }

  @Test
  void aCertificateThatNobodyTrustsIsSaidInOneLine() {
    CommandRun refused =
        command(
            "right",
            "run",
            "-D",
            "tidemark.kafka.ssl.truststore.type=PEM",
            "-D",
            "tidemark.kafka.ssl.truststore.location=" + folder.resolve("broker.pem"));
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).hasLineCount(1).contains("tidemark.kafka.*", "PEM");
    assertNoSecret(refused.err());

    CommandRun untrusted =
        command(
            "right",
            "run",
            "-D",
            "tidemark.kafka.ssl.truststore.type=JKS",
            "-D",
            "tidemark.kafka.ssl.truststore.password=changeit",
            "-D",
            "tidemark.kafka.ssl.truststore.location="
                + Path.of(System.getProperty("java.home"), "lib", "security", "cacerts"));
    assertThat(untrusted.code()).isEqualTo(1);
    assertThat(untrusted.err())
        .hasLineCount(1)
        .contains("no TLS with Kafka", "tidemark.kafka.ssl.truststore.location");
  }

  private static void assertNoSecret(String text) {
    assertThat(text)
        .doesNotContain(
            SecureKafka.PASSWORD, SecureKafka.STORE_PASSWORD, "wrong-secret-1", "inner-9");
  }

  private static CommandRun command(String config, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--config", folder.resolve(config + ".properties").toString()));
    return CommandRun.of(folder, new byte[0], all.toArray(String[]::new));
  }

  private static Process startRun() throws Exception {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx1500m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "run",
            "--roles",
            "tagger,trainer",
            "--config",
            folder.resolve("right.properties").toString(),
            "-D",
            "tidemark.log.level=debug",
            "-D",
            "tidemark.dtype=bf16",
            "-D",
            "tidemark.batch.max-tokens=512",
            "-D",
            "tidemark.http.port=0",
            "-D",
            "tidemark.store.url=" + folder.resolve("models"),
            "-D",
            "tidemark.store.cache=" + folder.resolve("cache"));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("run.log").toFile())
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    return process;
  }

  private static void send(String topic, String value) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            secure.properties(), new ByteArraySerializer(), new ByteArraySerializer())) {
      Object unused =
          producer
              .send(new ProducerRecord<>(topic, value.getBytes(UTF_8)))
              .get(30, TimeUnit.SECONDS);
    }
  }

  private static ConsumerRecord<byte[], byte[]> first(String topic, Process run) {
    var properties = secure.properties();
    properties.put("isolation.level", "read_committed");
    List<ConsumerRecord<byte[], byte[]>> seen = new ArrayList<>();
    try (Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = List.of(new TopicPartition(topic, 0));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Awaitility.await(topic)
          .atMost(PATIENCE)
          .conditionEvaluationListener(
              condition -> {
                if (!condition.isSatisfied() && condition.getRemainingTimeInMS() < 500) {
                  System.out.println(logged()); // why it took so long
                }
              })
          .until(
              () -> {
                assertThat(run.isAlive()).as(() -> "it ended by itself:\n" + logged()).isTrue();
                consumer.poll(Duration.ofMillis(50)).forEach(seen::add);
                return !seen.isEmpty();
              });
    }
    return seen.get(0);
  }

  private static String logged() {
    try {
      return Files.readString(folder.resolve("run.log"));
    } catch (java.io.IOException e) {
      return "(no log: " + e + ")";
    }
  }
}
