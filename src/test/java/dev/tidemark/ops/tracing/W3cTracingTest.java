package dev.tidemark.ops.tracing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidemark.batch.BatchLimits;
import dev.tidemark.inference.BatchingTagger;
import dev.tidemark.inference.ServedModel;
import dev.tidemark.inference.TaggerSettings;
import dev.tidemark.model.Dtype;
import dev.tidemark.model.span.Aggregation;
import dev.tidemark.stream.Broker;
import dev.tidemark.stream.InFlightLimits;
import dev.tidemark.stream.InputFormat;
import dev.tidemark.stream.RestartBackOff;
import dev.tidemark.stream.RestartBudget;
import dev.tidemark.stream.StreamMetrics;
import dev.tidemark.stream.StreamSettings;
import dev.tidemark.stream.TaggingStreams;
import dev.tidemark.stream.TaggingTopology;
import dev.tidemark.stream.Tracing;
import dev.tidemark.stream.WithBroker;
import dev.tidemark.testing.TinyBert;
import dev.tidemark.torch.HuggingFaceTokens;
import dev.tidemark.torch.TorchModels;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Traces go through the tagging, on a real broker, with a small real model, to a receiver that
 * speaks OTLP.
 */
@WithBroker
@Timeout(180)
class W3cTracingTest {

  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";
  private static final String SAMPLED = "00-" + TRACE + "-" + PARENT + "-01";
  private static final String NOT_SAMPLED = "00-" + TRACE + "-" + PARENT + "-00";
  private static final String MARKER = "zanzibarquux";

  private final Broker broker;
  private final OtlpReceiver receiver = new OtlpReceiver();

  W3cTracingTest(Broker broker) {
    this.broker = broker;
  }

  @AfterEach
  void close() {
    receiver.close();
  }

  @Test
  void aResultHasTidemarksSpanForItsParent() throws Exception {
    TaggingTopology.Topics topics = broker.freshTopics(1);
    try (W3cTracing tracing = new W3cTracing("tidemark", Optional.of(receiver.endpoint()))) {
      ConsumerRecord<byte[], byte[]> good =
          tag(topics, tracing, record(topics, text("ada"), SAMPLED, "vendor=a,b=c"));
      broker.produce(List.of(record(topics, MARKER + " is no JSON", SAMPLED, null)));
      ConsumerRecord<byte[], byte[]> bad = letters(topics, tracing).get(0);

      String tagSpan = spanOf(good);
      String letterSpan = spanOf(bad);
      assertThat(traceparent(good)).matches("00-" + TRACE + "-[0-9a-f]{16}-01");
      assertThat(tagSpan).isNotEqualTo(PARENT).isNotEqualTo(letterSpan);
      assertThat(header(good, "tracestate")).isEqualTo("vendor=a,b=c");
      await().atMost(PATIENCE).until(() -> receiver.spans().size() == 4);

      assertThat(receiver.spans())
          .allSatisfy(span -> assertThat(span.traceId()).isEqualTo(TRACE))
          .allSatisfy(span -> assertThat(span.end()).isGreaterThanOrEqualTo(span.start()));
      OtlpReceiver.Span tag = receiver.spanOf(tagSpan);
      assertThat(tag.name()).isEqualTo("tag");
      assertThat(tag.parent()).isEqualTo(PARENT);
      assertThat(tag.attributes())
          .containsEntry("messaging.destination.name", topics.texts())
          .containsEntry("messaging.kafka.offset", "0")
          .containsEntry("tidemark.model", "tiny@1");
      OtlpReceiver.Span inference = receiver.named("inference");
      assertThat(inference.parent()).isEqualTo(tagSpan);
      assertThat(inference.attributes())
          .containsEntry("tidemark.batch.rows", "1")
          .containsEntry("tidemark.model", "tiny@1");
      OtlpReceiver.Span queue = receiver.named("queue");
      assertThat(queue.parent()).isEqualTo(tagSpan);
      assertThat(queue.end()).isEqualTo(inference.start());
      assertThat(queue.start()).isEqualTo(tag.start());
      OtlpReceiver.Span letter = receiver.spanOf(letterSpan);
      assertThat(letter.parent()).isEqualTo(PARENT);
      assertThat(letter.error()).isTrue();
      assertThat(letter.attributes()).containsEntry("tidemark.dead-letter.stage", "read");
    }
    assertThat(receiver.everything()).contains("tidemark").doesNotContain(MARKER);
  }

  @Test
  void whatIsNotSampledGoesThroughAndIsNotExported() throws Exception {
    TaggingTopology.Topics topics = broker.freshTopics(1);
    try (W3cTracing tracing = new W3cTracing("tidemark", Optional.of(receiver.endpoint()))) {
      ConsumerRecord<byte[], byte[]> tagged =
          tag(topics, tracing, record(topics, text("ada"), NOT_SAMPLED, null));

      assertThat(traceparent(tagged)).matches("00-" + TRACE + "-[0-9a-f]{16}-00");
      assertThat(spanOf(tagged)).isNotEqualTo(PARENT);
    }
    assertThat(receiver.spans()).isEmpty();
  }

  @Test
  void whatIsNoTraceparentPassesUntouched() throws Exception {
    TaggingTopology.Topics topics = broker.freshTopics(1);
    List<String> malformed =
        List.of(
            "",
            "hello",
            "00-" + TRACE + "-" + PARENT,
            "00-00000000000000000000000000000000-" + PARENT + "-01",
            "00-" + TRACE.toUpperCase(java.util.Locale.ROOT).substring(1) + "-" + PARENT + "-01",
            "ff-" + TRACE + "-" + PARENT + "-01");
    try (W3cTracing tracing = new W3cTracing("tidemark", Optional.of(receiver.endpoint()))) {
      broker.produce(
          malformed.stream().map(header -> record(topics, text("ada"), header, "kept")).toList());
      List<ConsumerRecord<byte[], byte[]>> tagged =
          run(topics, tracing, topics.tagged(), malformed.size());

      assertThat(tagged.stream().map(W3cTracingTest::traceparent).toList()).isEqualTo(malformed);
      assertThat(tagged).allSatisfy(r -> assertThat(header(r, "tracestate")).isEqualTo("kept"));
    }
    assertThat(receiver.spans()).isEmpty();
  }

  /** By default the headers are the input's, to the byte. */
  @Test
  void offLeavesHeadersAlone() throws Exception {
    TaggingTopology.Topics topics = broker.freshTopics(1);

    ConsumerRecord<byte[], byte[]> tagged =
        tag(topics, Tracing.OFF, record(topics, text("ada"), SAMPLED, "vendor=a"));

    assertThat(traceparent(tagged)).isEqualTo(SAMPLED);
    assertThat(header(tagged, "tracestate")).isEqualTo("vendor=a");
  }

  @Test
  void aCollectorThatIsAwayHoldsUpNothing() throws Exception {
    TaggingTopology.Topics topics = broker.freshTopics(1);
    try (W3cTracing tracing =
        new W3cTracing("tidemark", Optional.of(URI.create("http://localhost:1/v1/traces")))) {
      assertThat(tag(topics, tracing, record(topics, text("ada"), SAMPLED, null))).isNotNull();
    }
  }

  private ConsumerRecord<byte[], byte[]> tag(
      TaggingTopology.Topics topics, Tracing tracing, ProducerRecord<byte[], byte[]> input)
      throws Exception {
    broker.produce(List.of(input));
    return run(topics, tracing, topics.tagged(), 1).get(0);
  }

  private List<ConsumerRecord<byte[], byte[]>> letters(
      TaggingTopology.Topics topics, Tracing tracing) throws Exception {
    return run(topics, tracing, topics.deadLetters(), 1);
  }

  /** Runs the topology until so many records are there. */
  private List<ConsumerRecord<byte[], byte[]>> run(
      TaggingTopology.Topics topics, Tracing tracing, String output, int count) throws Exception {
    var checkpoint = TinyBert.ofSeed(1).checkpoint();
    TaggerSettings settings =
        new TaggerSettings(
            Aggregation.SIMPLE,
            64,
            8,
            10_000,
            new BatchLimits(256, 32, Duration.ofMillis(5)),
            1,
            8192);
    try (ServedModel served =
            new ServedModel(
                "tiny@1",
                new TorchModels("cpu", 1).load(checkpoint, Dtype.FP32),
                HuggingFaceTokens.of(checkpoint));
        BatchingTagger model = new BatchingTagger(served, settings);
        TaggingStreams streams =
            new TaggingStreams(
                new TaggingTopology(
                    topics,
                    InputFormat.JSON,
                    model,
                    InFlightLimits.DEFAULT,
                    Duration.ofMillis(10),
                    StreamSettings.MAX_RECORD_BYTES,
                    StreamMetrics.NONE,
                    tracing),
                StreamSettings.defaults("traces-" + topics.texts(), broker.bootstrapServers())
                    .properties(),
                RestartBudget.forThreads(1, RestartBackOff.NONE))) {
      streams.start();
      return broker.readUntil(output, PATIENCE, seen -> seen.size() >= count);
    }
  }

  private static String text(String words) {
    return "{\"text\":\"" + words + " " + MARKER + "\"}";
  }

  private static ProducerRecord<byte[], byte[]> record(
      TaggingTopology.Topics topics, String value, String traceparent, @Nullable String state) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topics.texts(), value.getBytes(UTF_8));
    record.headers().add("traceparent", traceparent.getBytes(UTF_8));
    if (state != null) {
      record.headers().add("tracestate", state.getBytes(UTF_8));
    }
    return record;
  }

  private static String traceparent(ConsumerRecord<byte[], byte[]> record) {
    return header(record, "traceparent");
  }

  private static String spanOf(ConsumerRecord<byte[], byte[]> record) {
    return traceparent(record).split("-", -1)[2];
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    assertThat(record.headers().headers(name)).as(name).hasSize(1);
    Header header = record.headers().lastHeader(name);
    return new String(header.value(), UTF_8);
  }
}
