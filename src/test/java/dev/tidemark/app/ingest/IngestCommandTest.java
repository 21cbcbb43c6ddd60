package dev.tidemark.app.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tidemark.app.CommandRun;
import dev.tidemark.app.Main;
import dev.tidemark.guarantee.world.ChildJvm;
import dev.tidemark.stream.Broker;
import dev.tidemark.stream.WithBroker;
import dev.tidemark.testing.SharedData;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code tidemark ingest} as a user has it, on a real broker. */
@WithBroker
@Timeout(300)
class IngestCommandTest {

  private static final byte[] NO_INPUT = {};

  private final Broker broker;

  @TempDir Path folder;

  IngestCommandTest(Broker broker) {
    this.broker = broker;
  }

  @Test
  void aFileIsSentOnceHoweverOftenItIsStarted() throws Exception {
    IngestTopics topics = IngestTopics.fresh(broker);
    Path file = Files.writeString(folder.resolve("a.jsonl"), numbered(0, 2_500) + "broken\n");

    CommandRun first = run(topics, NO_INPUT, "--jsonl", file.toString(), "--json");
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.json().path("texts").asInt()).isEqualTo(2_500);
    assertThat(first.json().path("bad_lines").asInt()).isEqualTo(1);

    CommandRun second = run(topics, NO_INPUT, "--jsonl", file.toString());
    assertThat(second.out()).startsWith("0 texts sent, 0 bad lines in dead-letters, 2,501 lines");
    assertAllOnce(keys(topics), 2_500);

    // By another name it is another ingest, which has sent nothing yet.
    run(topics, NO_INPUT, "--jsonl", file.toString(), "--name", "other");
    assertThat(keys(topics)).hasSize(5_000);

    List<ConsumerRecord<byte[], byte[]>> letters = broker.readAll(topics.names().deadLetters());
    assertThat(letters).hasSize(2);
    assertThat(letters.get(0).value()).isEqualTo("broken".getBytes(UTF_8));
    assertThat(header(letters.get(0), "tidemark-error-stage")).isEqualTo("ingest");
    assertThat(header(letters.get(0), "tidemark-source")).isEqualTo(file.toString());
    assertThat(header(letters.get(0), "tidemark-source-place")).isEqualTo("2501");
  }

  @Test
  void correctionsGoToTheirOwnTopicAndAreRememberedApart() throws Exception {
    IngestTopics topics = IngestTopics.fresh(broker);
    String corrections = broker.freshTopics(2).texts();
    String line = "{\"id\":\"c-1\",\"text\":\"Ajax won.\",\"entities\":[],\"annotator\":\"me\"}\n";
    Path file = Files.writeString(folder.resolve("c.jsonl"), line);
    String[] arguments = {
      "--corrections", file.toString(), "--json", "-D", "tidemark.topics.corrections=" + corrections
    };

    CommandRun first = run(topics, NO_INPUT, arguments);
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(run(topics, NO_INPUT, arguments).json().path("texts").asInt()).isZero();
    run(topics, NO_INPUT, "--jsonl", file.toString());

    assertThat(broker.readAll(corrections))
        .singleElement()
        .satisfies(record -> assertThat(new String(record.key(), UTF_8)).isEqualTo("c-1"))
        .satisfies(record -> assertThat(new String(record.value(), UTF_8) + "\n").isEqualTo(line));
    assertThat(keys(topics)).as("as a text it is another ingest's").containsExactly("c-1");
  }

  @Test
  void standardInputIsReadOnceAndStrictEndsAtABadLine() throws Exception {
    IngestTopics topics = IngestTopics.fresh(broker);
    byte[] lines = (numbered(0, 3) + "{\"id\":1}\n" + numbered(3, 3)).getBytes(UTF_8);

    CommandRun strict = run(topics, lines, "--jsonl", "-", "--strict");

    assertThat(strict.code()).isEqualTo(1);
    assertThat(strict.err())
        .isEqualTo(
            "error: standard input:4: no field 'text'; what stands before it was sent. Mend it, or leave --strict out\n");
    assertThat(keys(topics)).containsExactlyInAnyOrderElementsOf(ids(3));
    assertThat(broker.readAll(topics.names().deadLetters())).isEmpty();
  }

  @Test
  void killedInMidDeliveryItGoesOnWithoutLossOrDouble() throws Exception {
    IngestTopics topics = IngestTopics.fresh(broker);
    int count = 60_000;
    Path file = Files.writeString(folder.resolve("large.jsonl"), numbered(0, count));
    List<String> command = new ArrayList<>(List.of("ingest", "--jsonl", file.toString()));
    command.addAll(topics.settings());
    for (int enough : List.of(1, count / 4)) {
      try (ChildJvm child = ChildJvm.start(List.of(), Main.class.getName(), command)) {
        awaitUncommitted(topics.names().texts(), enough, child);
        child.kill();
      }
      assertThat(keys(topics)).hasSizeLessThan(count);
    }

    CommandRun last = run(topics, NO_INPUT, "--jsonl", file.toString(), "--json");

    assertThat(last.json().path("skipped").asInt()).isPositive();
    assertAllOnce(keys(topics), count);
  }

  @Test
  void aFeedIsAskedOnceAndKilledAndAskedAgain() throws Exception {
    IngestTopics topics = IngestTopics.fresh(broker);
    int count = 9_000;
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] feed = rss(count).getBytes(UTF_8);
    server.createContext(
        "/news",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(200, feed.length);
            exchange.getResponseBody().write(feed);
          }
        });
    server.start();
    try {
      String url = "http://localhost:" + server.getAddress().getPort();
      List<String> command = new ArrayList<>(List.of("ingest", "--rss", url + "/news"));
      command.addAll(topics.settings());
      try (ChildJvm child = ChildJvm.start(List.of(), Main.class.getName(), command)) {
        awaitUncommitted(topics.names().texts(), 1, child);
        child.kill();
      }
      for (int start = 0; start < 2; start++) {
        CommandRun run = run(topics, NO_INPUT, "--rss", url + "/news", "--once", "--json");
        assertThat(run.code()).as(run.err()).isZero();
      }
      assertThat(keys(topics)).hasSize(count).doesNotHaveDuplicates();

      CommandRun failing = run(topics, NO_INPUT, "--rss", url + "/none", url + "/news", "--once");
      assertThat(failing.code()).isEqualTo(1);
      assertThat(failing.err()).isEqualTo("error: 1 of 2 feeds gave nothing; the log says why\n");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void whatCannotWorkIsSaidInOneLine() throws Exception {
    IngestTopics topics = IngestTopics.fresh(broker);
    Path file = Files.writeString(folder.resolve("a.jsonl"), numbered(0, 1));
    assertThat(run(topics, NO_INPUT).err()).contains("--rss").contains("--jsonl");
    assertThat(run(topics, NO_INPUT, "--jsonl", "none.jsonl").err())
        .isEqualTo(
            "error: there is no file none.jsonl; name one with JSON lines, or - for standard input\n");
    CommandRun secret = run(topics, NO_INPUT, "--rss", "https://ann:hunter2@news.example/");
    assertThat(secret.code()).isEqualTo(2);
    assertThat(secret.err()).contains("without user and password").doesNotContain("hunter2");
    CommandRun noState =
        run(
            topics,
            NO_INPUT,
            "--jsonl",
            file.toString(),
            "-D",
            "tidemark.topics.ingest-state=" + topics.names().state() + "-2");
    assertThat(noState.code()).isEqualTo(1);
    assertThat(noState.err()).contains("no topic", "tidemark topics").hasLineCount(1);
    CommandRun forgets =
        run(
            topics,
            NO_INPUT,
            "--jsonl",
            file.toString(),
            "-D",
            "tidemark.topics.ingest-state=" + topics.names().texts(),
            "-D",
            "tidemark.topics.texts=other");
    assertThat(forgets.err()).contains("forgets (cleanup.policy=delete)").hasLineCount(1);
  }

  /** Real news, packed. */
  @Test
  void tenThousandNewsItems() throws Exception {
    Path feed = SharedData.require("data/feed/current-events.jsonl.gz");
    IngestTopics topics = IngestTopics.fresh(broker);

    CommandRun first = run(topics, NO_INPUT, "--jsonl", feed.toString(), "--json");
    CommandRun second = run(topics, NO_INPUT, "--jsonl", feed.toString(), "--json");

    assertThat(first.json().path("texts").asInt()).isGreaterThan(1_000);
    assertThat(second.json().path("texts").asInt()).isZero();
    assertThat(keys(topics)).hasSize(first.json().path("texts").asInt()).doesNotHaveDuplicates();
  }

  /** By sets: AssertJ's "in any order" compares each with each, for half a minute. */
  private static void assertAllOnce(List<String> keys, int count) {
    assertThat(keys).hasSize(count).doesNotHaveDuplicates();
    assertThat(new HashSet<>(keys)).isEqualTo(Set.copyOf(ids(count)));
  }

  private CommandRun run(IngestTopics topics, byte[] in, String... arguments) {
    List<String> command = new ArrayList<>(List.of("ingest"));
    // The command's own last: the later of two -D wins.
    command.addAll(topics.settings());
    command.addAll(List.of(arguments));
    return CommandRun.of(folder, in, command.toArray(String[]::new));
  }

  private List<String> keys(IngestTopics topics) {
    return broker.readAll(topics.names().texts()).stream()
        .map(record -> new String(record.key(), UTF_8))
        .toList();
  }

  /** Until so much was sent, committed or not. */
  private void awaitUncommitted(String topic, int enough, ChildJvm child) {
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", broker.bootstrapServers());
    try (Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofMillis(2))
          .until(
              () -> {
                child.assertAlive();
                return consumer.endOffsets(partitions).values().stream().mapToLong(n -> n).sum()
                    >= enough;
              });
    }
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }

  private static List<String> ids(int count) {
    return IntStream.range(0, count).mapToObj(i -> "item-" + i).toList();
  }

  private static String numbered(int from, int count) {
    return IntStream.range(from, from + count)
        .mapToObj(i -> "{\"id\":\"item-%d\",\"text\":\"text %d\"}\n".formatted(i, i))
        .collect(Collectors.joining());
  }

  private static String rss(int count) throws IOException {
    return Stream.concat(
            Stream.of("<rss version=\"2.0\"><channel><title>t</title>"),
            Stream.concat(
                IntStream.range(0, count)
                    .mapToObj(
                        i ->
                            "<item><guid>item:%d</guid><description>text %d</description></item>"
                                .formatted(i, i)),
                Stream.of("</channel></rss>")))
        .collect(Collectors.joining());
  }
}
