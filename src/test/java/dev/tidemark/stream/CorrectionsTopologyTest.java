package dev.tidemark.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidemark.adaptation.AdaptationMetrics;
import dev.tidemark.adaptation.CorrectionValidator;
import dev.tidemark.adaptation.ExampleSet;
import dev.tidemark.adaptation.NewTypes;
import dev.tidemark.training.data.LabelledSentence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@WithBroker
@Timeout(120)
class CorrectionsTopologyTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Set<String> KNOWN = Set.of("PER", "ORG");

  // printf 'Ada works at Kafka.' | sha256sum, and so on
  private static final String ADA =
      "0be7c2a717c8e995f32eb0c7a8a934c7db08a841f5113b035466989f5bc3cb15";
  private static final String KAFKA =
      "4d90d4fde8e9d160e9f9fdb228f385994ede6a0c1d752604840a655c0097e09e";
  private static final String GONE =
      "6a0cba303970dfccc0a6bbcc46b7986d0dac6a244a7b001d4262324d62877ff7";

  private final Broker broker;

  CorrectionsTopologyTest(Broker broker) {
    this.broker = broker;
  }

  private CorrectionsTopology.Topics freshTopics(int partitions) {
    TaggingTopology.Topics fresh = broker.freshTopics(partitions);
    return new CorrectionsTopology.Topics(fresh.texts(), fresh.tagged(), fresh.deadLetters());
  }

  private TaggingStreams start(
      CorrectionsTopology.Topics topics, NewTypes newTypes, Supplier<Set<String>> known) {
    return start(
        new CorrectionsTopology(topics, new CorrectionValidator(newTypes), known),
        new RestartBudget(0, Duration.ofMinutes(5)));
  }

  private TaggingStreams start(CorrectionsTopology topology, RestartBudget budget) {
    TaggingStreams streams =
        new TaggingStreams(
            topology,
            broker.settings("corrections-" + topology.topics().corrections()).properties(),
            budget);
    streams.start();
    return streams;
  }

  private static byte @Nullable [] bytes(@Nullable String text) {
    return text == null ? null : text.getBytes(UTF_8);
  }

  private static String text(byte @Nullable [] bytes) {
    return bytes == null ? "(null)" : new String(bytes, UTF_8);
  }

  private static ProducerRecord<byte[], byte[]> record(
      CorrectionsTopology.Topics topics, String key, @Nullable String value) {
    return new ProducerRecord<>(topics.corrections(), 0, bytes(key), bytes(value));
  }

  private static String correction(String id, String text, String entities, String annotator) {
    return "{\"annotator\":\"%s\",\"entities\":[%s],\"text\":\"%s\",\"id\":\"%s\"}"
        .formatted(annotator, entities, text, id);
  }

  private static String entity(String type, int start, int end) {
    return "{\"end\":%d,\"start\":%d,\"type\":\"%s\"}".formatted(end, start, type);
  }

  @Test
  void theLastWordOnEachTextIsKept() {
    CorrectionsTopology.Topics topics = freshTopics(2);
    String first = correction("1", "Ada works at Kafka.", entity("ORG", 0, 3), "kim");
    String second =
        ("{\"id\":1,\"text\":\"Ada works at Kafka.\",\"at\":\"2024-05-31T20:30:00+02:00\","
                + "\"entities\":[%s,%s],\"annotator\":\"lee\",\"model\":\"newswire@2\"}")
            .formatted(entity("ORG", 13, 18), entity("PER", 0, 3));
    ProducerRecord<byte[], byte[]> withHeader =
        new ProducerRecord<>(topics.corrections(), 0, 77L, bytes("1"), bytes(second));
    withHeader.headers().add("trace", new byte[] {9});
    broker.produce(
        List.of(
            record(topics, "1", first),
            record(topics, "2", correction("2", "Kafka streams", "", "kim")),
            record(topics, "3", correction("3", "Gone soon", "", "kim")),
            withHeader,
            record(topics, "3", "{\"text\":\"Gone soon\",\"withdrawn\":true}"),
            record(topics, KAFKA, null),
            record(topics, "4", correction("4", "Stays", entity("NEW", 0, 5), "kim"))));

    List<ConsumerRecord<byte[], byte[]>> examples;
    try (TaggingStreams streams = start(topics, NewTypes.ALLOW, () -> KNOWN)) {
      examples = broker.readUntil(topics.examples(), PATIENCE, seen -> seen.size() >= 7);
      assertThat(streams.failure()).isEmpty();
    }

    assertThat(of(examples, ADA))
        .extracting(example -> text(example.value()))
        .containsExactly(
            "{\"id\":\"1\",\"text\":\"Ada works at Kafka.\",\"entities\":[{\"type\":\"ORG\","
                + "\"start\":0,\"end\":3}],\"annotator\":\"kim\"}",
            "{\"id\":\"1\",\"text\":\"Ada works at Kafka.\",\"entities\":[{\"type\":\"PER\","
                + "\"start\":0,\"end\":3},{\"type\":\"ORG\",\"start\":13,\"end\":18}],"
                + "\"annotator\":\"lee\",\"at\":\"2024-05-31T18:30:00Z\","
                + "\"model\":\"newswire@2\"}");
    assertThat(of(examples, ADA).get(1).timestamp()).isEqualTo(77);
    assertThat(of(examples, ADA).get(1).headers().toArray())
        .containsExactly(new RecordHeader("trace", new byte[] {9}));
    assertThat(of(examples, KAFKA)).hasSize(2).last().returns(null, ConsumerRecord::value);
    assertThat(of(examples, GONE)).hasSize(2).last().returns(null, ConsumerRecord::value);
    assertThat(broker.readAll(topics.deadLetters())).isEmpty();

    ExampleSet set = new ExampleSet();
    try (CompactedTopic topic = new CompactedTopic(connection(), topics.examples())) {
      topic.readToEnd().forEach(new ExampleReader(set)::take);
    }
    assertThat(set.labelled())
        .containsExactlyInAnyOrder(
            new LabelledSentence(
                List.of("Ada", "works", "at", "Kafka", "."),
                List.of("B-PER", "O", "O", "B-ORG", "O")),
            new LabelledSentence(List.of("Stays"), List.of("B-NEW")));
  }

  private record Bad(String reason, String exception, String key, @Nullable String value) {}

  private static Bad bad(String reason, String value) {
    return new Bad(reason, "dev.tidemark.stream.BrokenInputException", "k", value);
  }

  private static List<Bad> badOnes() {
    String broken = "dev.tidemark.stream.BrokenInputException";
    return List.of(
        new Bad("there is no value, so this withdraws", broken, "doc-1", null),
        new Bad(
            "there is no value, so this withdraws",
            broken,
            ADA.toUpperCase(java.util.Locale.ROOT),
            null),
        new Bad(
            "not JSON: ", "com.fasterxml.jackson.core.JsonParseException", "k", "Ada is a person"),
        bad("no field 'text'", "{\"id\":\"1\",\"entities\":[],\"annotator\":\"kim\"}"),
        bad("'text' holds no word", correction("1", " ", "", "kim")),
        bad("'text' holds half a surrogate pair", correction("1", "a\\ud83d", "", "kim")),
        bad("no field 'text'", "{\"withdrawn\":true,\"id\":\"1\"}"),
        bad("'annotator' is empty", correction("1", "Ada", "", "")),
        bad("no field 'entities'", "{\"id\":\"1\",\"text\":\"a\",\"annotator\":\"kim\"}"),
        bad("the entity PER [0, 4) reaches", correction("1", "Ada", entity("PER", 0, 4), "kim")),
        bad("the entity PER [0, 1) cuts a", correction("1", "😀 Ada", entity("PER", 0, 1), "kim")),
        bad("the entity PER [1, 2) holds", correction("1", "a b", entity("PER", 1, 2), "kim")),
        bad(
            "the entities PER [0, 2) and ORG [1, 3) overlap",
            correction("1", "Ada", entity("PER", 0, 2) + "," + entity("ORG", 1, 3), "kim")),
        bad("'a b' is no entity type", correction("1", "Ada", entity("a b", 0, 3), "kim")),
        bad(
            "the type of the entity NEW [0, 3) is unknown; the model knows ORG, PER",
            correction("1", "Ada", entity("NEW", 0, 3), "kim")),
        new Bad(
            "'at' is 'today'",
            "java.time.format.DateTimeParseException",
            "k",
            "{\"id\":\"1\",\"text\":\"a\",\"entities\":[],\"annotator\":\"kim\",\"at\":\"today\"}"));
  }

  @Test
  void eachBrokenCorrectionIsADeadLetterWithItsOwnCoordinates() {
    CorrectionsTopology.Topics topics = freshTopics(1);
    List<Bad> bad = badOnes();
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int n = 0; n < bad.size(); n++) {
      records.add(record(topics, "ok", correction("ok", "text " + n, "", "kim")));
      ProducerRecord<byte[], byte[]> one =
          new ProducerRecord<>(
              topics.corrections(),
              0,
              1_000L + n,
              bytes(bad.get(n).key()),
              bytes(bad.get(n).value()));
      one.headers().add("trace", new byte[] {(byte) n});
      records.add(one);
    }
    broker.produce(records);

    List<ConsumerRecord<byte[], byte[]>> letters;
    List<ConsumerRecord<byte[], byte[]>> examples;
    try (TaggingStreams streams = start(topics, NewTypes.REJECT, () -> KNOWN)) {
      letters = broker.readUntil(topics.deadLetters(), PATIENCE, seen -> seen.size() >= bad.size());
      examples = broker.readUntil(topics.examples(), PATIENCE, seen -> seen.size() >= bad.size());
      assertThat(streams.failure()).isEmpty();
    }

    assertThat(examples)
        .extracting(example -> new CorrectionReader().read(example.value()).text())
        .containsExactlyElementsOf(
            IntStream.range(0, bad.size()).mapToObj(n -> "text " + n).toList());
    assertThat(letters).hasSize(bad.size());
    for (int n = 0; n < bad.size(); n++) {
      ConsumerRecord<byte[], byte[]> letter = letters.get(n);
      Bad expected = bad.get(n);
      assertThat(text(letter.key())).isEqualTo(expected.key());
      assertThat(letter.value()).as(expected.reason()).isEqualTo(bytes(expected.value()));
      assertThat(letter.timestamp()).isEqualTo(1_000L + n);
      assertThat(header(letter, "tidemark-error-stage")).isEqualTo("correct");
      assertThat(header(letter, "tidemark-error-reason")).startsWith(expected.reason());
      assertThat(header(letter, "tidemark-error-exception")).isEqualTo(expected.exception());
      assertThat(header(letter, "tidemark-source-topic")).isEqualTo(topics.corrections());
      assertThat(header(letter, "tidemark-source-partition")).isEqualTo("0");
      assertThat(header(letter, "tidemark-source-offset")).isEqualTo(Integer.toString(2 * n + 1));
      assertThat(letter.headers().lastHeader("trace").value()).containsExactly(n);
    }
  }

  @Test
  void whatIsTooLargeStopsNobody() {
    CorrectionsTopology.Topics topics = freshTopics(1);
    List<Boolean> counted = new CopyOnWriteArrayList<>();
    AdaptationMetrics counts =
        new AdaptationMetrics() {
          @Override
          public void correctionValidated(boolean accepted) {
            counted.add(accepted);
          }
        };
    String large = correction("1", "long ".repeat(600), "", "kim");
    broker.produce(
        List.of(
            record(topics, "1", large),
            record(topics, "2", correction("2", "Kafka streams", "", "kim"))));

    CorrectionsTopology topology =
        new CorrectionsTopology(
            topics, new CorrectionValidator(NewTypes.ALLOW), () -> KNOWN, 2_000, counts);
    try (TaggingStreams streams = start(topology, new RestartBudget(0, Duration.ofMinutes(5)))) {
      assertThat(broker.readUntil(topics.examples(), PATIENCE, seen -> !seen.isEmpty()))
          .extracting(example -> text(example.key()))
          .containsExactly(KAFKA);
      assertThat(broker.readAll(topics.deadLetters()))
          .singleElement()
          .satisfies(
              letter ->
                  assertThat(header(letter, "tidemark-error-reason"))
                      .matches(
                          "the example would measure \\d+ bytes, more than the 2000 allowed \\(the"
                              + " value of \\d+ bytes does not fit here.*"));
      assertThat(streams.failure()).isEmpty();
      assertThat(counted).containsExactly(false, true);
    }
  }

  /** A crash that ends the streams, one that ends a thread, and a close, each with work at hand. */
  @Test
  void exactlyOnceAcrossRestarts() {
    CorrectionsTopology.Topics topics = freshTopics(2);
    broker.produce(wave(topics, 0, 200));
    AtomicInteger asked = new AtomicInteger();
    try (TaggingStreams streams = start(topics, NewTypes.ALLOW, () -> known(asked, 600))) {
      broker.readUntil(topics.examples(), PATIENCE, seen -> seen.size() >= 360);
      broker.produce(wave(topics, 200, 600));
      await().dontCatchUncaughtExceptions().atMost(PATIENCE).until(() -> streams.ended().isDone());
      assertThat(streams.failure()).isPresent();
    }
    assertThat(broker.committed("corrections-" + topics.corrections(), topics.corrections()))
        .as("some of it was done, some was not")
        .isBetween(400L, 999L);
    asked.set(0);
    CorrectionsTopology dyingOnce =
        new CorrectionsTopology(
            topics, new CorrectionValidator(NewTypes.ALLOW), () -> known(asked, 100));
    try (TaggingStreams streams = start(dyingOnce, new RestartBudget(1, Duration.ofMinutes(5)))) {
      broker.readUntil(topics.examples(), PATIENCE, seen -> seen.size() >= 1_080);
      broker.produce(wave(topics, 600, 1_000));
      assertThat(streams.failure()).isEmpty();
    } // closed with the last wave before it
    List<ConsumerRecord<byte[], byte[]>> examples;
    try (TaggingStreams streams = start(topics, NewTypes.ALLOW, () -> KNOWN)) {
      broker.readUntil(topics.examples(), PATIENCE, seen -> seen.size() >= 1_800);
      broker.readUntil(topics.deadLetters(), PATIENCE, seen -> seen.size() >= 200);
      assertThat(streams.failure()).isEmpty();
    }
    examples = broker.readAll(topics.examples());
    for (int partition = 0; partition < 2; partition++) {
      String annotator = "p" + partition;
      assertThat(
              examples.stream()
                  .map(example -> new CorrectionReader().read(example.value()))
                  .filter(correction -> correction.annotator().equals(annotator))
                  .map(correction -> Integer.valueOf(correction.id())))
          .as("each once, in order, of " + annotator)
          .containsExactlyElementsOf(
              IntStream.range(0, 1_000).filter(n -> n % 10 != 3).boxed().toList());
    }
    assertThat(broker.readAll(topics.deadLetters()))
        .extracting(letter -> text(letter.value()))
        .hasSize(200)
        .doesNotHaveDuplicates();
  }

  /** Corrections of one and the same text per partition, so that their order shows; some broken. */
  private static List<ProducerRecord<byte[], byte[]>> wave(
      CorrectionsTopology.Topics topics, int from, int to) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int n = from; n < to; n++) {
      for (int partition = 0; partition < 2; partition++) {
        String value =
            correction(
                Integer.toString(n),
                "partition " + partition,
                n % 10 == 3 ? entity("PER", 5, 99) : entity("PER", 0, 9),
                "p" + partition);
        records.add(new ProducerRecord<>(topics.corrections(), partition, null, bytes(value)));
      }
    }
    return records;
  }

  /** Fails once. */
  private static Set<String> known(AtomicInteger asked, int failing) {
    if (asked.incrementAndGet() == failing) {
      throw new IllegalStateException("the live model is not known now");
    }
    return KNOWN;
  }

  private Properties connection() {
    Properties connection = new Properties();
    connection.put("bootstrap.servers", broker.bootstrapServers());
    return connection;
  }

  private static List<ConsumerRecord<byte[], byte[]>> of(
      List<ConsumerRecord<byte[], byte[]>> records, String key) {
    return records.stream().filter(record -> key.equals(text(record.key()))).toList();
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(Objects.requireNonNull(record.headers().lastHeader(name).value()), UTF_8);
  }
}
