package dev.tidemark.app.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.app.CommandRun;
import dev.tidemark.app.TaggedJson;
import dev.tidemark.app.feed.TextFeed;
import dev.tidemark.app.models.ModelFolder;
import dev.tidemark.testing.SharedData;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole of Tidemark: broker, topology, PyTorch, the default model. */
@Tag("broker")
class DemoCommandTest {

  private static final int PARTITIONS = 4;

  @TempDir Path folder;

  @Test
  void everyBundledItemIsTagged() throws IOException {
    byte[] feed;
    try (InputStream in =
        Objects.requireNonNull(
            TextFeed.class.getResourceAsStream("/dev/tidemark/app/demo/feed.jsonl"))) {
      feed = in.readAllBytes();
    }

    assertEveryRecordOnce(
        new String(feed, UTF_8).lines().toList(), List.of("demo", "--once", "--json"), new byte[0]);
  }

  @Test
  void brokenLinesBecomeDeadLettersAndTheirNeighboursAreTagged() throws IOException {
    String input =
        """
        {"id":"1","text":"Angela Merkel visited Paris."}
        {"id":"2"}
        {"id":"3","text":7}
        {broken
        {"id":"5","text":""}
        A plain line about Berlin.
        """;
    Path output = folder.resolve("out.jsonl");

    CommandRun run =
        CommandRun.of(
            folder,
            input.getBytes(UTF_8),
            "demo",
            "--feed",
            "-",
            "--once",
            "--json",
            "--output",
            output.toString());

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.json().get("records_in").asLong()).isEqualTo(6);
    assertThat(run.json().get("records_tagged").asLong()).isEqualTo(3);
    assertThat(run.json().get("dead_letters").asLong()).isEqualTo(3);
    List<JsonNode> tagged = Files.readAllLines(output).stream().map(CommandRun::parse).toList();
    assertThat(tagged).allSatisfy(TaggedJson::assertSound);
    assertThat(tagged)
        .extracting(t -> t.get("id").asText())
        .containsExactlyInAnyOrder("1", "5", "line-6");
  }

  @Test
  void printsEachItemWithItsEntitiesAndASummary() throws IOException {
    Path feed = folder.resolve("feed.txt");
    Files.writeString(feed, "Angela Merkel visited Paris.\u001b[2J\n");

    CommandRun run =
        CommandRun.of(folder, new byte[0], "demo", "--feed", feed.toString(), "--once");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("[Angela Merkel PER] visited [Paris LOC]")
        .contains("1 records in, 1 tagged");
    assertThat(run.out())
        .as("control characters do not reach the terminal")
        .doesNotContain("\u001b");
  }

  @Test
  void mistakesInTheOptionsAreSaidBeforeAnythingStarts() throws IOException {
    assertUsage("there is no feed nowhere.jsonl", "--feed", "nowhere.jsonl");
    Files.writeString(folder.resolve("blank.jsonl"), "\n  \n");
    String blank = folder.resolve("blank.jsonl").toString();
    assertUsage("the feed " + blank + " has no lines; a text a line is expected", "--feed", blank);
    assertUsage("is a folder; name a file", "--feed", folder.toString());
    assertUsage("--partitions 0", "--partitions", "0");
    assertUsage("--rate -1", "--rate", "-1");
    assertUsage("--output /no/such/folder/x", "--output", "/no/such/folder/x");
  }

  @Test
  void realNewsComesOutOnceInOrder() throws IOException {
    Path news = SharedData.require("data/feed/current-events.jsonl.gz");
    List<String> lines = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(Files.newInputStream(news)), UTF_8))) {
      reader.lines().limit(1000).forEach(lines::add);
    }

    assertEveryRecordOnce(
        lines,
        List.of("demo", "--feed", "-", "--once", "--json"),
        String.join("\n", lines).getBytes(UTF_8));
  }

  private void assertEveryRecordOnce(List<String> lines, List<String> arguments, byte[] input)
      throws IOException {
    Path output = folder.resolve("out.jsonl");
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of("--output", output.toString()));

    CommandRun run = CommandRun.of(folder, input, all.toArray(String[]::new));

    assertThat(run.code()).as(run.err()).isZero();
    JsonNode summary = run.json();
    assertThat(summary.get("records_in").asInt()).isEqualTo(lines.size());
    assertThat(summary.get("records_tagged").asInt()).isEqualTo(lines.size());
    assertThat(summary.get("dead_letters").asInt()).isZero();
    assertThat(summary.get("tokens_per_second").asDouble()).isPositive();
    assertThat(summary.get("model").asText()).isEqualTo(ModelFolder.DEFAULT_VERSION);
    List<JsonNode> tagged = Files.readAllLines(output).stream().map(CommandRun::parse).toList();
    assertThat(tagged).allSatisfy(TaggedJson::assertSound);
    assertThat(new HashSet<>(ids(tagged))).hasSameSizeAs(tagged);
    assertThat(byPartition(ids(tagged)))
        .isEqualTo(byPartition(ids(lines.stream().map(CommandRun::parse).toList())));
    assertThat(summary.get("entities").asInt())
        .isEqualTo(tagged.stream().mapToInt(t -> t.get("entities").size()).sum());
  }

  private static List<String> ids(List<JsonNode> records) {
    return records.stream().map(r -> r.get("id").asText()).toList();
  }

  /** As Kafka's default partitioner spreads keys. */
  private static Map<Integer, List<String>> byPartition(List<String> ids) {
    Map<Integer, List<String>> partitions = new TreeMap<>();
    for (String id : ids) {
      int partition = Utils.toPositive(Utils.murmur2(id.getBytes(UTF_8))) % PARTITIONS;
      partitions.computeIfAbsent(partition, p -> new ArrayList<>()).add(id);
    }
    return partitions;
  }

  private void assertUsage(String message, String... options) {
    List<String> arguments = new ArrayList<>(List.of("demo"));
    arguments.addAll(List.of(options));

    CommandRun run = CommandRun.of(folder, new byte[0], arguments.toArray(String[]::new));

    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("error: ").contains(message);
  }
}
