package dev.tidemark.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.stream.StreamSettings.GroupProtocol;
import dev.tidemark.stream.StreamSettings.Guarantee;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every record comes out once and in order while instances come and go cleanly: one works, a second
 * joins it at a quarter, the first leaves at half.
 */
@Tag("broker")
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeliveryTest {

  private static final int PARTITIONS = 4;
  private static final int EACH = 1_000;
  private static final int ALL = PARTITIONS * EACH;
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private Broker broker;

  @BeforeAll
  void start() {
    broker = new Broker();
  }

  @AfterAll
  void stop() {
    broker.close();
  }

  @ParameterizedTest
  @CsvSource({
    "EXACTLY_ONCE_V2, CLASSIC",
    "AT_LEAST_ONCE, CLASSIC",
    "EXACTLY_ONCE_V2, STREAMS",
    "AT_LEAST_ONCE, STREAMS"
  })
  void nothingIsLostDoubledOrOutOfOrder(Guarantee guarantee, GroupProtocol protocol) {
    TaggingTopology.Topics topics = broker.freshTopics(PARTITIONS);
    StreamSettings settings =
        broker
            .settings("delivery-" + guarantee + "-" + protocol)
            .with(guarantee)
            .with(protocol)
            .withThreads(2);
    Counting counting = new Counting();
    broker.produce(broker.numbered(topics.texts(), PARTITIONS, EACH));

    try (CapitalWords tagger = new CapitalWords(Duration.ofMillis(4));
        TaggingStreams one = streams(topics, tagger, settings, counting);
        TaggingStreams other = streams(topics, tagger, settings, counting)) {
      one.start();
      broker.readUntil(topics.tagged(), PATIENCE, seen -> seen.size() >= ALL / 4);
      other.start();
      broker.readUntil(topics.tagged(), PATIENCE, seen -> seen.size() >= ALL / 2);
      assertThat(one.close(Duration.ofSeconds(20))).as("closed in time").isTrue();
      broker.readUntil(topics.tagged(), PATIENCE, seen -> seen.size() >= ALL);
      assertThat(other.close(Duration.ofSeconds(20))).as("closed in time").isTrue();
    }

    assertThat(Broker.byPartition(broker.readAll(topics.tagged())))
        .isEqualTo(Numbered.results(PARTITIONS, EACH));
    assertThat(broker.readAll(topics.deadLetters())).isEmpty();
    assertThat(counting.received).as("the balance").hasValue(counting.tagged.get());
  }

  private static TaggingStreams streams(
      TaggingTopology.Topics topics,
      CapitalWords tagger,
      StreamSettings settings,
      StreamMetrics metrics) {
    TaggingTopology topology =
        new TaggingTopology(
            topics,
            InputFormat.JSON,
            tagger,
            new InFlightLimits(64, 1 << 20, Duration.ofSeconds(10)),
            Duration.ofMillis(5),
            StreamSettings.MAX_RECORD_BYTES,
            metrics);
    return new TaggingStreams(
        topology, settings.properties(), new RestartBudget(0, Duration.ofMinutes(1)));
  }

  private static final class Counting implements StreamMetrics {
    final AtomicInteger received = new AtomicInteger();
    final AtomicInteger tagged = new AtomicInteger();

    @Override
    public void received() {
      received.incrementAndGet();
    }

    @Override
    public void tagged(dev.tidemark.inference.Tagging tagging, long timestamp, Duration inFlight) {
      tagged.incrementAndGet();
    }
  }
}
