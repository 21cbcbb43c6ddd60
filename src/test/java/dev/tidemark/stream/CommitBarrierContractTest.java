package dev.tidemark.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidemark.inference.Tagger;
import dev.tidemark.inference.Tagging;
import dev.tidemark.stream.StreamSettings.GroupProtocol;
import dev.tidemark.stream.StreamSettings.Guarantee;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What {@link CommitBarrier} needs of Kafka Streams and no public API promises: the hook is called
 * before each commit, early enough that what is forwarded from it belongs to that commit.
 *
 * <p>Here nothing is ever finished unless the hook is called: the tagger holds every text until it
 * is told to hurry, and only the hook tells it. If this fails after an upgrade of Kafka, records
 * would be lost silently; see docs/adr/0001-commit-barrier.md before doing anything else.
 */
@WithBroker
@Timeout(120)
class CommitBarrierContractTest {

  private static final int PARTITIONS = 2;
  private static final int EACH = 40;
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Broker broker;

  CommitBarrierContractTest(Broker broker) {
    this.broker = broker;
  }

  @ParameterizedTest
  @CsvSource({
    "EXACTLY_ONCE_V2, CLASSIC",
    "AT_LEAST_ONCE, CLASSIC",
    "EXACTLY_ONCE_V2, STREAMS",
    "AT_LEAST_ONCE, STREAMS"
  })
  @DisplayName("offsets are committed together with the results of the records held back")
  void theHookRunsBeforeEachPeriodicCommit(Guarantee guarantee, GroupProtocol protocol) {
    Run run = new Run("periodic", guarantee, protocol, Map.of());
    try (TaggingStreams streams = run.start()) {
      broker.produce(broker.numbered(run.topics.texts(), PARTITIONS, EACH));

      await("committed offsets")
          .atMost(PATIENCE)
          .until(() -> broker.committed(run.application, run.topics.texts()) >= PARTITIONS * EACH);

      // Once the offsets are there so are the results: not sooner or later, but with them.
      assertThat(Broker.byPartition(broker.readAll(run.topics.tagged())))
          .isEqualTo(Numbered.results(PARTITIONS, EACH));
      assertThat(streams.failure()).isEmpty();
    }
    assertThat(broker.readAll(run.topics.tagged())).hasSize(PARTITIONS * EACH);
  }

  @ParameterizedTest
  @CsvSource({
    "EXACTLY_ONCE_V2, CLASSIC",
    "AT_LEAST_ONCE, CLASSIC",
    "EXACTLY_ONCE_V2, STREAMS",
    "AT_LEAST_ONCE, STREAMS"
  })
  @DisplayName("a clean close commits what is held back, and nothing is left over or done twice")
  void theHookRunsBeforeTheLastCommit(Guarantee guarantee, GroupProtocol protocol) {
    // No commit but the one of the close.
    Run run =
        new Run(
            "close",
            guarantee,
            protocol,
            Map.of("commit.interval.ms", "100000", "producer.transaction.timeout.ms", "120000"));
    try (TaggingStreams streams = run.start()) {
      broker.produce(broker.numbered(run.topics.texts(), PARTITIONS, EACH));
      await("all taken in").atMost(PATIENCE).until(() -> run.received.get() == PARTITIONS * EACH);
      assertThat(run.tagger.held).hasSize(PARTITIONS * EACH);
      assertThat(streams.failure()).isEmpty();
    }

    assertThat(Broker.byPartition(broker.readAll(run.topics.tagged())))
        .isEqualTo(Numbered.results(PARTITIONS, EACH));
    assertThat(broker.committed(run.application, run.topics.texts()))
        .isGreaterThanOrEqualTo(PARTITIONS * EACH);
    assertThat(run.abandoned).hasValue(0);
  }

  private final class Run {
    final TaggingTopology.Topics topics = broker.freshTopics(PARTITIONS);
    final AtomicInteger received = new AtomicInteger();
    final AtomicInteger abandoned = new AtomicInteger();
    final HoldingTagger tagger = new HoldingTagger();
    final String application;
    private final StreamSettings settings;

    Run(String name, Guarantee guarantee, GroupProtocol protocol, Map<String, String> overrides) {
      application = name + "-" + guarantee + "-" + protocol;
      settings = broker.settings(application).with(guarantee).with(protocol).with(overrides);
    }

    TaggingStreams start() {
      StreamMetrics counting =
          new StreamMetrics() {
            @Override
            public void received() {
              received.incrementAndGet();
            }

            @Override
            public void abandoned(int records) {
              abandoned.addAndGet(records);
            }
          };
      TaggingTopology topology =
          new TaggingTopology(
              topics,
              InputFormat.JSON,
              tagger,
              new InFlightLimits(1_000, 1 << 20, Duration.ofSeconds(5)),
              Duration.ofMillis(5),
              StreamSettings.MAX_RECORD_BYTES,
              counting);
      TaggingStreams streams =
          new TaggingStreams(
              topology, settings.properties(), new RestartBudget(0, Duration.ofMinutes(1)));
      streams.start();
      return streams;
    }
  }

  /** Answers nobody before {@code hurry()}, and then on another thread. */
  private static final class HoldingTagger implements Tagger {

    record Held(String text, CompletableFuture<Tagging> future) {}

    final ConcurrentLinkedQueue<Held> held = new ConcurrentLinkedQueue<>();

    @Override
    public CompletableFuture<Tagging> submit(String text) {
      Held one = new Held(text, new CompletableFuture<>());
      held.add(one);
      return one.future();
    }

    @Override
    public void hurry() {
      List<Held> all = List.copyOf(held);
      held.removeAll(all);
      new Thread(() -> all.forEach(one -> one.future().complete(CapitalWords.tag(one.text()))))
          .start();
    }
  }
}
