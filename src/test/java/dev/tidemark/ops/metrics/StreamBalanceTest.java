package dev.tidemark.ops.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidemark.batch.BatchLimits;
import dev.tidemark.inference.BatchingTagger;
import dev.tidemark.inference.ServedModel;
import dev.tidemark.inference.Tagger;
import dev.tidemark.inference.TaggerSettings;
import dev.tidemark.inference.Tagging;
import dev.tidemark.model.Dtype;
import dev.tidemark.model.span.Aggregation;
import dev.tidemark.stream.Broker;
import dev.tidemark.stream.InFlightLimits;
import dev.tidemark.stream.InputFormat;
import dev.tidemark.stream.RestartBackOff;
import dev.tidemark.stream.RestartBudget;
import dev.tidemark.stream.StreamSettings;
import dev.tidemark.stream.TaggingStreams;
import dev.tidemark.stream.TaggingTopology;
import dev.tidemark.stream.WithBroker;
import dev.tidemark.testing.Scrape;
import dev.tidemark.testing.TinyBert;
import dev.tidemark.torch.HuggingFaceTokens;
import dev.tidemark.torch.TorchModels;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * {@code received = tagged + dead-lettered + abandoned + in flight}, on a real broker with a tiny
 * model: while it works, while it is stuck, after its tasks were given up, and at the end, where
 * the counts are those of the topics.
 */
@WithBroker
@Timeout(180)
class StreamBalanceTest {

  private static final int GOOD = 200;
  private static final int BROKEN = 10;
  private static final int ABANDONED = 50;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Broker broker;
  private final Metrics metrics = new Metrics("test");
  private final StreamMeters meters = new StreamMeters(metrics, InstantSource.system());

  /** Texts wait here for leave to go on to the model. */
  private volatile CompletableFuture<Void> gate = new CompletableFuture<>();

  private final AtomicInteger waiting = new AtomicInteger();

  StreamBalanceTest(Broker broker) {
    this.broker = broker;
  }

  @Test
  void balances() throws Exception {
    TaggingTopology.Topics topics = broker.freshTopics(2);
    try (ServedModel served = served();
        BatchingTagger model = tagger(served)) {
      try (TaggingStreams streams = streams(topics, model)) {
        streams.start();
        send(topics.texts(), GOOD, 0);
        await().atMost(PATIENCE).until(() -> waiting.get() > 0 && sum("in_flight") > 0);
        // What waits at the gate was counted there, too.
        await().atMost(PATIENCE).untilAsserted(() -> assertBalance(waiting.get()));
        assertThat(sum("tagged_total")).isZero();

        send(topics.texts(), 0, BROKEN);
        gate.complete(null);
        await().atMost(PATIENCE).until(() -> sum("dead_lettered_total") == BROKEN);
        await().atMost(PATIENCE).until(() -> sum("in_flight") == 0);
        assertBalance(0);
        broker.readUntil(topics.tagged(), PATIENCE, seen -> seen.size() >= GOOD);
        assertThat(sum("abandoned_total")).isZero();

        // The model hangs while the streams are closed: what it holds is given up.
        gate = new CompletableFuture<>();
        send(topics.texts(), ABANDONED, 0);
        await().atMost(PATIENCE).until(() -> sum("in_flight") > 0);
      }
      assertThat(sum("abandoned_total")).isPositive();
      assertBalance(0);

      gate.complete(null);
      try (TaggingStreams streams = streams(topics, model)) {
        streams.start();
        int all = GOOD + ABANDONED;
        broker.readUntil(topics.tagged(), PATIENCE, seen -> seen.size() >= all);
      }
    }
    assertBalance(0);
    assertThat(sum("received_total") - sum("abandoned_total")).isEqualTo(GOOD + BROKEN + ABANDONED);
    assertThat(sum("tagged_total")).isEqualTo(broker.readAll(topics.tagged()).size());
    assertThat(sum("dead_lettered_total")).isEqualTo(broker.readAll(topics.deadLetters()).size());
    Scrape page = page();
    assertThat(page.value("tidemark_records_tagged_total", "model", "tiny@1"))
        .isEqualTo(GOOD + ABANDONED);
    assertThat(page.value("tidemark_records_dead_lettered_total", "stage", "read"))
        .isEqualTo(BROKEN);
    assertThat(page.sum("tidemark_end_to_end_seconds_count")).isEqualTo(GOOD + ABANDONED);
    // Texts that were given up at the gate went on to the model when it opened.
    double texts = page.sum("tidemark_tokenize_seconds_count");
    assertThat(texts).isGreaterThanOrEqualTo(GOOD + ABANDONED);
    assertThat(page.sum("tidemark_queue_wait_seconds_count")).isEqualTo(texts);
    assertThat(page.sum("tidemark_batch_rows_sum")).isEqualTo(texts);
    assertThat(page.sum("tidemark_batch_fill_ratio_count"))
        .isEqualTo(page.sum("tidemark_inference_seconds_count"));
    // "ada met paris 1" has four words, and begins and ends with a special token.
    assertThat(page.sum("tidemark_batch_tokens_total")).isGreaterThanOrEqualTo(6 * texts);
  }

  private void assertBalance(int inFlight) {
    Scrape page = page();
    String prefix = "tidemark_records_";
    assertThat(page.sum(prefix + "in_flight")).as("in flight").isEqualTo(inFlight);
    assertThat(page.sum(prefix + "received_total"))
        .isEqualTo(
            sum("tagged_total") + sum("dead_lettered_total") + sum("abandoned_total") + inFlight);
  }

  /** 0 for what has not happened, since such a series may be absent. */
  private double sum(String name) {
    return page().series().stream()
        .filter(series -> series.name().equals("tidemark_records_" + name))
        .mapToDouble(Scrape.Series::value)
        .sum();
  }

  private Scrape page() {
    return Scrape.of(new String(metrics.page("").body(), UTF_8));
  }

  private void send(String topic, int good, int broken) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int i = 0; i < good; i++) {
      String text = "{\"id\":\"%d\",\"text\":\"ada met paris %d\"}".formatted(i, i % 10);
      records.add(new ProducerRecord<>(topic, i % 2, null, text.getBytes(UTF_8)));
    }
    for (int i = 0; i < broken; i++) {
      records.add(new ProducerRecord<>(topic, i % 2, null, "no JSON".getBytes(UTF_8)));
    }
    broker.produce(records);
  }

  private static ServedModel served() throws Exception {
    var checkpoint = TinyBert.ofSeed(1).checkpoint();
    return new ServedModel(
        "tiny@1",
        new TorchModels("cpu", 1).load(checkpoint, Dtype.FP32),
        HuggingFaceTokens.of(checkpoint));
  }

  private BatchingTagger tagger(ServedModel served) {
    return new BatchingTagger(
        served,
        new TaggerSettings(
            Aggregation.SIMPLE,
            64,
            8,
            10_000,
            new BatchLimits(256, 32, Duration.ofMillis(5)),
            1,
            8192),
        null,
        new TaggerMeters(metrics));
  }

  private TaggingStreams streams(TaggingTopology.Topics topics, Tagger model) {
    Tagger gated =
        new Tagger() {
          @Override
          public CompletableFuture<Tagging> submit(String text) {
            waiting.incrementAndGet();
            return gate.thenCompose(open -> model.submit(text));
          }

          @Override
          public void hurry() {
            model.hurry();
          }
        };
    TaggingTopology topology =
        new TaggingTopology(
            topics,
            InputFormat.JSON,
            gated,
            new InFlightLimits(1000, InFlightLimits.DEFAULT.bytes(), Duration.ofSeconds(5)),
            Duration.ofMillis(10),
            StreamSettings.MAX_RECORD_BYTES,
            meters);
    return new TaggingStreams(
        topology,
        StreamSettings.defaults("balance-" + topics.texts(), broker.bootstrapServers())
            .properties(),
        RestartBudget.forThreads(1, RestartBackOff.NONE));
  }
}
