package dev.tidemark.app.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.stream.Broker;
import dev.tidemark.stream.WithBroker;
import dev.tidemark.testing.Seeds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A day of two feeds in some seconds, from a server that fails in every way, into a real broker;
 * the ingest is stopped, started, and cut off in the middle.
 */
@WithBroker
@Timeout(300)
class FeedDayTest {

  private static final Instant BEGIN = Instant.parse("2026-11-28T00:00:00Z");
  private static final Duration EVERY = Duration.ofMinutes(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Broker broker;

  FeedDayTest(Broker broker) {
    this.broker = broker;
  }

  @Test
  void inADayNothingIsLostNorDoubled() throws Exception {
    Random random = Seeds.random("FeedDayTest");
    IngestTopics topics = IngestTopics.fresh(broker);
    VirtualTime time = new VirtualTime(BEGIN);
    NewsDay day = new NewsDay(BEGIN, time::instant, random);
    List<Outbox> cutOff = new ArrayList<>();
    try (FeedServer server = new FeedServer(day)) {
      for (int hour = 2; hour <= 24; hour += 2) {
        time.stopAt(BEGIN.plus(Duration.ofHours(hour)));
        Outbox outbox = topics.open("day");
        boolean dies = hour % 6 == 0 && hour < 24;
        FeedIngest ingest =
            ingest(server, outbox, dies ? new Dying(outbox, 3) : outbox, time, random);
        if (dies) {
          // 1. Like a process that is gone: its transaction stays open, and it says no goodbye.
          assertThatThrownBy(() -> ingest.run(false)).isInstanceOf(Gone.class);
          cutOff.add(outbox);
        } else {
          ingest.run(false);
          outbox.close();
        }
      }
    }

    // 2. What was handed out is there, in each wording once, in that order.
    assertThat(received(topics)).isEqualTo(day.handedOut());
    // 3. And that was worth testing.
    System.out.println("moods of the server: " + day.moods());
    assertThat(day.moods().keySet())
        .containsExactlyInAnyOrder("200", "304", "500", "503", "malformed", "moved", "never");
    assertThat(day.handedOut()).hasSizeGreaterThan(day.stories() * 95 / 100);
    assertThat(day.handedOut().values()).anyMatch(wordings -> wordings.size() == 2);
    // 4. Who was cut off can do nothing any more.
    assertThat(cutOff).hasSize(3);
    for (Outbox old : cutOff) {
      assertThatThrownBy(
              () ->
                  old.deliver(
                      new Delivery(
                          List.of(new Delivery.Text(null, "late".getBytes(UTF_8))),
                          List.of(),
                          Map.of())))
          .isInstanceOfAny(KafkaException.class, IllegalStateException.class);
      old.close();
    }
    assertThat(received(topics)).isEqualTo(day.handedOut());
  }

  private static FeedIngest ingest(
      FeedServer server, Outbox outbox, Delivery.Door door, VirtualTime time, Random random) {
    return new FeedIngest(
        List.of(server.at("/world"), server.at("/sport")),
        new FeedPace(EVERY, random),
        new FeedClient(Network.SYSTEM, new FeedClient.Limits(Duration.ofSeconds(2), 1 << 20), time),
        door,
        outbox.state(),
        time);
  }

  private Map<String, List<String>> received(IngestTopics topics) {
    return NewsDay.byItem(
        broker.readAll(topics.names().texts()).stream()
            .sorted(Comparator.comparingLong(ConsumerRecord::offset)) // of one item: one partition
            .map(record -> Map.entry(new String(record.key(), UTF_8), text(record.value())))
            .toList());
  }

  private static String text(byte[] value) {
    try {
      return JSON.readTree(value).path("text").asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Gone extends RuntimeException {}

  /** Lets some deliveries through, and is gone in the middle of the next. */
  private record Dying(Outbox outbox, int[] left) implements Delivery.Door {

    Dying(Outbox outbox, int deliveries) {
      this(outbox, new int[] {deliveries});
    }

    @Override
    public void deliver(Delivery delivery) {
      if (left[0]-- == 0) {
        outbox.send(delivery);
        throw new Gone();
      }
      outbox.deliver(delivery);
    }

    @Override
    public int maxRecordBytes() {
      return outbox.maxRecordBytes();
    }
  }
}
