package dev.tidemark.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidemark.stream.StreamSettings.GroupProtocol;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The lag is the broker's: also before anybody reads, and after everybody has gone. */
@WithBroker
@Timeout(120)
class GroupProgressTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Broker broker;

  GroupProgressTest(Broker broker) {
    this.broker = broker;
  }

  @ParameterizedTest
  @EnumSource
  void followsTheLagAndTheCommits(GroupProtocol protocol) {
    TaggingTopology.Topics topics = broker.freshTopics(2);
    String group = "progress-" + protocol + topics.texts();
    Instant[] now = {Instant.EPOCH};
    send(topics, 20);
    try (CapitalWords tagger = new CapitalWords(Duration.ZERO);
        TaggingStreams streams = streams(topics, tagger, group, protocol);
        GroupProgress progress = progress(topics, group, streams, () -> now[0])) {
      progress.look();
      assertThat(progress.lags()).isEqualTo(Map.of(0, 10L, 1, 10L));
      assertThat(progress.lastCommit()).isEqualTo(Instant.EPOCH);

      streams.start();
      now[0] = Instant.EPOCH.plusSeconds(7);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                progress.look();
                assertThat(progress.lags()).isEqualTo(Map.of(0, 0L, 1, 0L));
                assertThat(progress.lastCommit()).isEqualTo(now[0]);
              });

      assertThat(streams.close(PATIENCE)).isTrue();
      send(topics, 4);
      now[0] = Instant.EPOCH.plusSeconds(9);
      progress.look();
      assertThat(progress.lags()).isEqualTo(Map.of(0, 2L, 1, 2L));
      assertThat(progress.lastCommit()).as("nobody commits").isEqualTo(now[0].minusSeconds(2));
    }
  }

  private GroupProgress progress(
      TaggingTopology.Topics topics, String group, TaggingStreams streams, InstantSource clock) {
    Properties connection = new Properties();
    connection.put("bootstrap.servers", broker.bootstrapServers());
    return new GroupProgress(
        connection, group, topics.texts(), streams::commits, Duration.ofHours(1), clock);
  }

  private TaggingStreams streams(
      TaggingTopology.Topics topics, CapitalWords tagger, String group, GroupProtocol protocol) {
    return new TaggingStreams(
        new TaggingTopology(topics, tagger, Duration.ofMillis(10)),
        StreamSettings.defaults(group, broker.bootstrapServers()).with(protocol).properties(),
        RestartBudget.forThreads(1, RestartBackOff.NONE));
  }

  private void send(TaggingTopology.Topics topics, int records) {
    List<ProducerRecord<byte[], byte[]>> all = new ArrayList<>();
    for (int i = 0; i < records; i++) {
      byte[] value = "{\"text\":\"Ada\"}".getBytes(UTF_8);
      all.add(new ProducerRecord<>(topics.texts(), i % 2, null, value));
    }
    broker.produce(all);
  }
}
