package dev.tidemark.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.stream.StreamSettings.GroupProtocol;
import dev.tidemark.stream.StreamSettings.Guarantee;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.Test;

/** The shape of the topology and the settings it runs under, without a broker. */
class TaggingTopologyTest {

  @Test
  void looksLikeThis() {
    try (CapitalWords tagger = new CapitalWords(Duration.ZERO)) {
      Topology topology =
          new TaggingTopology(TaggingTopology.Topics.DEFAULT, tagger, Duration.ofMillis(5)).get();

      assertThat(topology.describe())
          .hasToString(
              """
              Topologies:
                 Sub-topology: 0
                  Source: texts (topics: [texts])
                    --> tag
                  Processor: tag (stores: [commit-barrier])
                    --> dead-letters, tagged
                    <-- texts
                  Sink: dead-letters (topic: dead-letters)
                    <-- tag
                  Sink: tagged (topic: tagged)
                    <-- tag

              """);
    }
  }

  @Test
  void defaultsAreThese() {
    Properties properties = StreamSettings.defaults("app", "localhost:9").properties();

    assertThat(properties)
        .containsEntry("application.id", "app")
        .containsEntry("bootstrap.servers", "localhost:9")
        .containsEntry("processing.guarantee", "exactly_once_v2")
        .containsEntry("group.protocol", "classic")
        .containsEntry("commit.interval.ms", "500")
        .containsEntry("poll.ms", "5")
        .containsEntry("num.stream.threads", "1")
        .containsEntry("producer.max.request.size", "16777216")
        .containsEntry("producer.transaction.timeout.ms", "60000")
        .containsEntry("consumer.session.timeout.ms", "15000");
    assertThat(new StreamsConfig(properties).getLong("commit.interval.ms")).isEqualTo(500);
  }

  @Test
  void overridesWin() {
    Properties properties =
        StreamSettings.defaults("app", "localhost:9")
            .with(Guarantee.AT_LEAST_ONCE)
            .with(GroupProtocol.STREAMS)
            .withThreads(3)
            .with(Map.of("commit.interval.ms", "900"))
            .with(Map.of("security.protocol", "SSL", "poll.ms", "50"))
            .properties();

    assertThat(properties)
        .containsEntry("processing.guarantee", "at_least_once")
        .containsEntry("group.protocol", "streams")
        .containsEntry("num.stream.threads", "3")
        .containsEntry("commit.interval.ms", "900")
        .containsEntry("poll.ms", "50")
        .containsEntry("security.protocol", "SSL")
        .doesNotContainKey("producer.transaction.timeout.ms")
        .doesNotContainKey("consumer.session.timeout.ms");
  }

  @Test
  void settingsThatCannotWorkAreRefused() {
    StreamSettings settings = StreamSettings.defaults("app", "localhost:9");
    assertThatThrownBy(() -> settings.withThreads(0)).hasMessageContaining("0 stream threads");
    assertThatThrownBy(() -> new InFlightLimits(0, 1, Duration.ofSeconds(1)))
        .hasMessageContaining("0 records in flight");
    assertThatThrownBy(() -> new InFlightLimits(1, 0, Duration.ofSeconds(1)))
        .hasMessageContaining("0 bytes in flight");
    assertThatThrownBy(() -> new InFlightLimits(1, 1, Duration.ZERO))
        .hasMessageContaining("patience");
  }

  @Test
  void resultsStayInTheirPartition() {
    var partitioner = SourceKey.partitioner();
    SourceKey key = new SourceKey(null, 5);
    assertThat(partitioner.partitions("tagged", key, new byte[0], 8))
        .isEqualTo(Optional.of(Set.of(5)));
    assertThat(partitioner.partitions("tagged", key, new byte[0], 3))
        .isEqualTo(Optional.of(Set.of(2)));
  }
}
