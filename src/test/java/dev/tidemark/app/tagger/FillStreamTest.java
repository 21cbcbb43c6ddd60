package dev.tidemark.app.tagger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.app.CommandRun;
import dev.tidemark.app.kafka.StreamWiring;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.ConfigurationLoader;
import dev.tidemark.app.settings.ConfigurationSources;
import dev.tidemark.app.settings.Flag;
import dev.tidemark.stream.Broker;
import dev.tidemark.stream.StreamMetrics;
import dev.tidemark.stream.StreamSettings;
import dev.tidemark.stream.TaggingStreams;
import dev.tidemark.stream.TaggingTopology;
import dev.tidemark.testing.TinyBert;
import dev.tidemark.testing.TinyBert.Heads;
import dev.tidemark.torch.FillReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Masks on the stream: a broker, the settings' models, records out in the shape of the contract.
 */
@Tag("broker")
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FillStreamTest {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final TinyBert WORDS = TinyBert.ofSeed(31);
  private static final FillReference REFERENCE = new FillReference(WORDS);

  private static final List<String> INPUT =
      List.of(
          "{\"id\":\"a\",\"text\":\"ada [MASK] paris\",\"top_k\":2,\"source\":\"wire\"}",
          "{\"id\":\"b\",\"text\":\"ada met paris\"}",
          "{\"id\":\"c\",\"text\":\"ada\",\"top_k\":0}",
          "{\"id\":\"d\",\"text\":\"[MASK] in [MASK]\",\"targets\":[\"ada\",\"nowhere\"]}",
          "{\"id\":\"e\",\"text\":\"ada [MASK]\",\"targets\":[]}",
          "{\"id\":\"f\",\"text\":\"the [MASK]\"}");

  @TempDir Path folder;
  private Broker broker;

  @BeforeAll
  void start() {
    broker = new Broker();
  }

  @AfterAll
  void stop() {
    broker.close();
  }

  @Test
  void oneCheckpointWithBothHeads() throws Exception {
    WORDS.write(folder.resolve("both"), "bert.", Heads.BOTH);
    check("both", "auto", "both@");
  }

  @Test
  void twoCheckpoints() throws Exception {
    TinyBert.ofSeed(32).write(folder.resolve("tags"), "bert.", Heads.TAGS);
    WORDS.write(folder.resolve("words"), "bert.", Heads.WORDS);
    check("tags", folder.resolve("words").toString(), "words@");
  }

  private void check(String ner, String fillMask, String fillVersion) throws Exception {
    TaggingTopology.Topics topics = broker.freshTopics(1);
    broker.produce(
        INPUT.stream()
            .map(value -> new ProducerRecord<byte[], byte[]>(topics.texts(), value.getBytes(UTF_8)))
            .toList());
    Configuration settings = settings(topics, ner, fillMask);
    List<JsonNode> tagged;
    List<ConsumerRecord<byte[], byte[]>> letters;
    try (LoadedTagger loaded = LoadedTagger.load(settings);
        TaggingStreams streams =
            StreamWiring.streams(
                settings,
                broker.bootstrapServers(),
                loaded.tagger(),
                StreamMetrics.NONE,
                StreamSettings.MAX_RECORD_BYTES)) {
      streams.start();
      letters = broker.readUntil(topics.deadLetters(), PATIENCE, seen -> seen.size() >= 2);
      tagged =
          broker.readUntil(topics.tagged(), PATIENCE, seen -> seen.size() >= 4).stream()
              .map(record -> CommandRun.parse(new String(record.value(), UTF_8)))
              .toList();
    }

    assertThat(tagged)
        .extracting(record -> record.get("id").asText())
        .containsExactly("a", "b", "d", "f");
    JsonNode a = tagged.get(0);
    assertThat(FillMaskCommandTest.names(a))
        .containsExactly("id", "text", "entities", "fills", "model", "windows", "top_k", "source");
    assertThat(a.get("fills")).hasSize(1);
    assertFill(a, 0, 4, 2, FillMaskCommandTest.row("ada", "[MASK]", "paris"), 2);
    assertThat(tagged.get(1).has("fills")).as("no mask, no fills").isFalse();
    assertFill(tagged.get(3), 0, 4, 5, FillMaskCommandTest.row("the", "[MASK]"), 2);

    JsonNode d = tagged.get(2);
    assertThat(d.get("fills")).hasSize(2);
    for (int mask = 0; mask < 2; mask++) {
      JsonNode fill = d.get("fills").get(mask);
      double[] shares =
          REFERENCE.shares(FillMaskCommandTest.row("[MASK]", "in", "[MASK]"), 1 + 2 * mask);
      FillReference.assertRanked(
          FillMaskCommandTest.candidates(fill), shares, TinyBert.VOCABULARY, "ada");
      assertThat(fill.get("start").asInt()).isEqualTo(mask == 0 ? 0 : 10);
      assertThat(fill.get("unknown_targets").toString()).isEqualTo("[\"nowhere\"]");
    }
    assertThat(d.get("targets").toString()).isEqualTo("[\"ada\",\"nowhere\"]");

    for (JsonNode record : tagged) {
      assertThat(record.at("/model/ner").asText()).startsWith(ner + "@");
      assertThat(record.at("/model/fill_mask").asText()).startsWith(fillVersion);
    }
    assertSameEntities(tagged, ner);

    assertThat(letters)
        .extracting(letter -> header(letter, "tidemark-error-reason"))
        .containsExactly(
            "'top_k' is not a whole number from 1 to 100",
            "'targets' is not a list of 1 to 100 strings");
    assertThat(letters)
        .extracting(letter -> new String(letter.value(), UTF_8))
        .containsExactly(INPUT.get(2), INPUT.get(4));
  }

  private static void assertFill(
      JsonNode record, int mask, int start, int count, int[] row, int place) {
    JsonNode fill = record.get("fills").get(mask);
    assertThat(FillMaskCommandTest.names(fill)).containsExactly("start", "end", "candidates");
    assertThat(fill.get("start").asInt()).isEqualTo(start);
    assertThat(fill.get("end").asInt()).isEqualTo(start + 6);
    assertThat(fill.get("candidates"))
        .allSatisfy(
            candidate ->
                assertThat(FillMaskCommandTest.names(candidate)).containsExactly("token", "score"));
    FillReference.assertLikeliest(
        FillMaskCommandTest.candidates(fill),
        REFERENCE.shares(row, place),
        TinyBert.VOCABULARY,
        count);
  }

  /** As the same model finds them where nothing is filled. */
  private void assertSameEntities(List<JsonNode> tagged, String ner) {
    String texts =
        String.join("\n", tagged.stream().map(record -> record.get("text").asText()).toList());
    CommandRun run =
        CommandRun.of(
            folder,
            texts.getBytes(UTF_8),
            "tag",
            "--model",
            folder.resolve(ner).toString(),
            "-D",
            "tidemark.dtype=fp32",
            "-D",
            "tidemark.batch.max-tokens=512",
            "-D",
            "tidemark.model.fill-mask=none");
    List<JsonNode> plain = run.jsonLines();
    int entities = 0;
    for (int i = 0; i < tagged.size(); i++) {
      JsonNode found = tagged.get(i).get("entities");
      JsonNode expected = plain.get(i).get("entities");
      assertThat(found).hasSameSizeAs(expected);
      for (int e = 0; e < found.size(); e++, entities++) {
        for (String name : List.of("type", "start", "end", "text")) {
          assertThat(found.get(e).get(name)).isEqualTo(expected.get(e).get(name));
        }
        assertThat(found.get(e).get("score").asDouble())
            .isCloseTo(expected.get(e).get("score").asDouble(), within(1e-4));
      }
    }
    assertThat(entities).isPositive();
  }

  private Configuration settings(TaggingTopology.Topics topics, String ner, String fillMask) {
    Map<String, String> values =
        Map.of(
            "application.id",
            "fill-" + topics.texts(),
            "kafka.bootstrap.servers",
            broker.bootstrapServers(),
            "topics.texts",
            topics.texts(),
            "topics.tagged",
            topics.tagged(),
            "topics.dead-letters",
            topics.deadLetters(),
            "commit.interval",
            "200ms",
            "model.ner",
            folder.resolve(ner).toString(),
            "model.fill-mask",
            fillMask,
            "dtype",
            "fp32",
            "batch.max-tokens",
            "512");
    List<Flag> flags = new ArrayList<>();
    values.forEach((name, value) -> flags.add(new Flag("-D", "tidemark." + name, value)));
    return ConfigurationLoader.load(new ConfigurationSources(null, Map.of(), Map.of(), flags));
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }
}
