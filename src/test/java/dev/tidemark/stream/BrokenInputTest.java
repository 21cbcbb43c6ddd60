package dev.tidemark.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.inference.Tagger;
import dev.tidemark.inference.Tagging;
import dev.tidemark.inference.UntaggableTextException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Broken inputs among good ones: each gives its own dead letter, and no neighbour notices. */
@WithBroker
@Timeout(120)
class BrokenInputTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private record Bad(
      String stage, String reason, Class<? extends Throwable> exception, byte @Nullable [] value) {}

  private final Broker broker;

  BrokenInputTest(Broker broker) {
    this.broker = broker;
  }

  private static Bad unreadable(String reason, Class<? extends Throwable> exception, String value) {
    return new Bad("read", reason, exception, value.getBytes(UTF_8));
  }

  private static List<Bad> badOnes() {
    Class<BrokenInputException> broken = BrokenInputException.class;
    Class<? extends Throwable> parse = com.fasterxml.jackson.core.JsonParseException.class;
    Class<? extends Throwable> eof = com.fasterxml.jackson.core.io.JsonEOFException.class;
    Class<? extends Throwable> malformed = java.nio.charset.MalformedInputException.class;
    return List.of(
        new Bad("read", "the value is null", broken, null),
        unreadable("not JSON: nothing is there", broken, ""),
        unreadable("not JSON: Unrecognized token 'hello'", parse, "hello world"),
        unreadable("not JSON: Unexpected end-of-input", eof, "{\"text\":\"cut o"),
        unreadable("not a JSON object but an array", broken, "[{\"text\":\"a\"}]"),
        unreadable("not a JSON object but a string", broken, "\"text\""),
        unreadable("not a JSON object but null", broken, "null"),
        unreadable("no field 'text'", broken, "{\"title\":\"A\"}"),
        unreadable("'text' is not a string", broken, "{\"text\":17}"),
        unreadable("'text' is not a string", broken, "{\"text\":null}"),
        unreadable(
            "something follows the JSON object", broken, "{\"text\":\"a\"} {\"text\":\"b\"}"),
        unreadable("field 'text' stands twice", broken, "{\"text\":\"a\",\"text\":\"b\"}"),
        unreadable("field 'x' stands twice", broken, "{\"text\":\"a\",\"o\":{\"x\":1,\"x\":1}}"),
        unreadable("'text' holds half a surrogate pair", broken, "{\"text\":\"\\ud83d\"}"),
        unreadable(
            "not JSON: Document nesting depth",
            com.fasterxml.jackson.core.exc.StreamConstraintsException.class,
            "{\"text\":\"a\",\"deep\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}"),
        unreadable(
            "'top_k' is not a whole number from 1 to 100",
            broken,
            "{\"text\":\"a\",\"top_k\":101}"),
        unreadable(
            "'targets' is not a list of 1 to 100 strings",
            broken,
            "{\"text\":\"a\",\"targets\":\"rose,fell\"}"),
        new Bad(
            "read",
            "not valid UTF-8 at byte 9",
            malformed,
            "{\"text\":\"é\"}".getBytes(StandardCharsets.ISO_8859_1)),
        new Bad(
            "read",
            "not valid UTF-8 at byte 9",
            malformed,
            // an overlong slash: C0 AF
            new byte[] {'{', '"', 't', 'e', 'x', 't', '"', ':', '"', (byte) 0xC0, (byte) 0xAF}),
        new Bad(
            "tag",
            "no model can",
            IllegalStateException.class,
            "{\"text\":\"UNTAGGABLE\"}".getBytes(UTF_8)),
        new Bad(
            "tag",
            "refused at the door",
            ArithmeticException.class,
            "{\"text\":\"REFUSED\"}".getBytes(UTF_8)),
        new Bad(
            "write",
            "the tagged record would measure",
            IllegalArgumentException.class,
            ("{\"text\":\"" + "A ".repeat(400_000) + "\"}").getBytes(UTF_8)));
  }

  @Test
  void eachBrokenInputIsADeadLetterWithItsOwnCoordinates() throws Exception {
    TaggingTopology.Topics topics = broker.freshTopics(2);
    List<Bad> bad = badOnes();
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    // Partition 0: a good one, a bad one, a good one… Partition 1: good ones only.
    for (int n = 0; n < bad.size(); n++) {
      records.add(good(topics, 0, n));
      ProducerRecord<byte[], byte[]> record =
          new ProducerRecord<>(
              topics.texts(),
              0,
              1_000L + n,
              new byte[] {(byte) n, (byte) 0xFF},
              bad.get(n).value());
      record.headers().add("trace", new byte[] {(byte) n});
      record.headers().add(DeadLetters.STAGE, "an earlier one".getBytes(UTF_8));
      records.add(record);
      records.add(good(topics, 1, n));
    }
    broker.produce(records);

    List<ConsumerRecord<byte[], byte[]>> letters;
    List<ConsumerRecord<byte[], byte[]>> tagged;
    try (CapitalWords words = new CapitalWords(Duration.ofMillis(3));
        TaggingStreams streams = start(topics, new Choosy(words), InputFormat.JSON)) {
      letters = broker.readUntil(topics.deadLetters(), PATIENCE, seen -> seen.size() >= bad.size());
      tagged = broker.readUntil(topics.tagged(), PATIENCE, seen -> seen.size() >= 2 * bad.size());
      assertThat(streams.failure()).isEmpty();
    }

    assertThat(Broker.byPartition(tagged)).isEqualTo(Numbered.results(2, bad.size()));
    assertThat(letters).hasSize(bad.size());
    for (int n = 0; n < bad.size(); n++) {
      ConsumerRecord<byte[], byte[]> letter = letters.get(n);
      Bad expected = bad.get(n);
      assertThat(letter.key()).as("key of %s", expected.reason()).containsExactly(n, 0xFF);
      assertThat(letter.value()).as("value of %s", expected.reason()).isEqualTo(expected.value());
      assertThat(letter.timestamp()).isEqualTo(1_000L + n);
      assertThat(header(letter, "tidemark-error-stage")).isEqualTo(expected.stage());
      assertThat(header(letter, "tidemark-error-reason")).startsWith(expected.reason());
      assertThat(header(letter, "tidemark-error-exception"))
          .isEqualTo(expected.exception().getName());
      assertThat(header(letter, "tidemark-source-topic")).isEqualTo(topics.texts());
      assertThat(header(letter, "tidemark-source-partition")).isEqualTo("0");
      assertThat(header(letter, "tidemark-source-offset")).isEqualTo(Integer.toString(2 * n + 1));
      assertThat(letter.headers().lastHeader("trace"))
          .isEqualTo(new RecordHeader("trace", new byte[] {(byte) n}));
    }
  }

  @Test
  void whatIsOddButSoundIsTagged() {
    TaggingTopology.Topics topics = broker.freshTopics(1);
    String huge =
        "Nato met in Zürich. \uD83D\uDE00 ".toLowerCase(java.util.Locale.ROOT).repeat(90_000);
    List<String> values =
        List.of(
            "{\"text\":\"\"}",
            "\uFEFF {\"text\":\"after a byte order mark\"} \n",
            "{\"text\":\"" + huge + "\"}",
            "{\"text\":\"a\",\"n\":123456789012345678901234567890,\"d\":1.10,\"z\":-0,\"e\":1e5,"
                + "\"half\":\"\\ud83d\",\"entities\":\"mine\",\"nested\":{\"a\":[null,true,{}]}}");
    assertThat(huge.getBytes(UTF_8).length).isGreaterThan(2_000_000);
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (String value : values) {
      ProducerRecord<byte[], byte[]> record =
          new ProducerRecord<>(topics.texts(), 0, 77L, new byte[] {1}, value.getBytes(UTF_8));
      record.headers().add("trace", new byte[] {9});
      records.add(record);
    }
    broker.produce(records);

    List<ConsumerRecord<byte[], byte[]>> tagged;
    try (CapitalWords words = new CapitalWords(Duration.ZERO);
        TaggingStreams streams = start(topics, words, InputFormat.JSON)) {
      tagged = broker.readUntil(topics.tagged(), PATIENCE, seen -> seen.size() >= values.size());
      assertThat(streams.failure()).isEmpty();
    }

    String computed = "\"entities\":[],\"model\":{\"ner\":\"capitals@1\"},\"windows\":1";
    assertThat(tagged.stream().map(record -> new String(record.value(), UTF_8)))
        .containsExactly(
            "{\"text\":\"\"," + computed + "}",
            "{\"text\":\"after a byte order mark\"," + computed + "}",
            "{\"text\":\"" + huge + "\"," + computed + "}",
            "{\"text\":\"a\","
                + computed
                + ",\"n\":123456789012345678901234567890,\"d\":1.10,\"z\":-0,\"e\":1e5,"
                + "\"half\":\"\\uD83D\",\"nested\":{\"a\":[null,true,{}]}}");
    for (ConsumerRecord<byte[], byte[]> record : tagged) {
      assertThat(record.key()).containsExactly(1);
      assertThat(record.timestamp()).isEqualTo(77L);
      assertThat(record.headers().toArray())
          .containsExactly(
              new RecordHeader("trace", new byte[] {9}),
              new RecordHeader("tidemark-model", CapitalWords.MODEL.getBytes(UTF_8)),
              new RecordHeader("tidemark-labels", CapitalWords.LABELS.getBytes(UTF_8)));
    }
    assertThat(broker.readAll(topics.deadLetters())).isEmpty();
  }

  @Test
  void plainTextIsItsOwnValue() {
    TaggingTopology.Topics topics = broker.freshTopics(1);
    broker.produce(
        List.of(
            new ProducerRecord<>(topics.texts(), "Ada in Zürich".getBytes(UTF_8)),
            new ProducerRecord<>(topics.texts(), "Zürich".getBytes(StandardCharsets.ISO_8859_1)),
            new ProducerRecord<>(topics.texts(), "{\"text\":\"no Json\"}".getBytes(UTF_8))));

    try (CapitalWords words = new CapitalWords(Duration.ZERO);
        TaggingStreams streams = start(topics, words, InputFormat.TEXT)) {
      assertThat(broker.readUntil(topics.tagged(), PATIENCE, seen -> seen.size() >= 2))
          .extracting(record -> new String(record.value(), UTF_8))
          .satisfiesExactly(
              first -> assertThat(first).startsWith("{\"text\":\"Ada in Zürich\",\"entities\":[{"),
              second -> assertThat(second).startsWith("{\"text\":\"{\\\"text\\\":\\\"no Json"));
      assertThat(broker.readUntil(topics.deadLetters(), PATIENCE, seen -> !seen.isEmpty()))
          .singleElement()
          .satisfies(
              letter ->
                  assertThat(header(letter, "tidemark-error-reason"))
                      .isEqualTo("not valid UTF-8 at byte 1"));
      assertThat(streams.failure()).isEmpty();
    }
  }

  private static ProducerRecord<byte[], byte[]> good(
      TaggingTopology.Topics topics, int partition, int n) {
    return new ProducerRecord<>(
        topics.texts(), partition, null, Numbered.value(partition, n).getBytes(UTF_8));
  }

  private TaggingStreams start(TaggingTopology.Topics topics, Tagger tagger, InputFormat format) {
    TaggingTopology topology =
        new TaggingTopology(
            topics,
            format,
            tagger,
            InFlightLimits.DEFAULT,
            Duration.ofMillis(5),
            StreamSettings.MAX_RECORD_BYTES,
            StreamMetrics.NONE);
    TaggingStreams streams =
        new TaggingStreams(
            topology,
            broker.settings("broken-" + topics.texts()).properties(),
            new RestartBudget(0, Duration.ofMinutes(1)));
    streams.start();
    return streams;
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    List<Header> all = new ArrayList<>();
    record.headers().headers(name).forEach(all::add);
    assertThat(all).as(name).hasSize(1);
    return new String(Objects.requireNonNull(all.get(0).value()), UTF_8);
  }

  /** Cannot tag some texts, one way or the other. */
  private record Choosy(Tagger others) implements Tagger {

    @Override
    public CompletableFuture<Tagging> submit(String text) {
      if (text.equals("REFUSED")) {
        throw new UntaggableTextException("refused at the door", new ArithmeticException());
      }
      if (text.equals("UNTAGGABLE")) {
        return CompletableFuture.failedFuture(
            new UntaggableTextException("no model can", new IllegalStateException("device said")));
      }
      return others.submit(text);
    }

    @Override
    public void hurry() {
      others.hurry();
    }
  }
}
