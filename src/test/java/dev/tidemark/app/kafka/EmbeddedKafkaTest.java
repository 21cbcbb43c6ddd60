package dev.tidemark.app.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("broker")
@Timeout(60)
class EmbeddedKafkaTest {

  @Test
  void isUpInSecondsAndKnowsItsTopics() throws Exception {
    long start = System.nanoTime();
    try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
      Duration took = Duration.ofNanos(System.nanoTime() - start);
      System.out.println("embedded Kafka up in " + took.toMillis() + " ms");
      kafka.createTopic("news", 3, Map.of("cleanup.policy", "compact"));

      try (Admin admin =
          Admin.create(
              Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()))) {
        assertThat(admin.listTopics().names().get(10, TimeUnit.SECONDS)).contains("news");
      }
      assertThat(kafka.bootstrapServers()).startsWith("localhost:");
      assertThat(took).isLessThan(Duration.ofSeconds(20));
    }
  }

  @Test
  void twoOfThemLiveSideBySideAndCloseTwiceDoesNoHarm() {
    EmbeddedKafka one = EmbeddedKafka.start();
    EmbeddedKafka other = EmbeddedKafka.start();
    try (one;
        other) {
      assertThat(one.bootstrapServers()).isNotEqualTo(other.bootstrapServers());
      one.close();
      other.createTopic("still-there", 1, Map.of());
    }
  }
}
