package dev.tidemark.app.topics;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

/** What is said of Kafka's own complaints. */
class KafkaProblemTest {

  private static String said(ConfigException e) {
    return String.valueOf(
        KafkaProblem.of(new KafkaException("Failed to construct", e), "here:9092").getMessage());
  }

  @Test
  void aSettingIsNamedAndItsValueIsNot() {
    assertThat(said(new ConfigException("request.timeout.ms", "s3cret", "Not a number")))
        .startsWith("tidemark.kafka.request.timeout.ms is not what Kafka takes; --verbose")
        .doesNotContain("s3cret");
    assertThat(said(new ConfigException("sasl.jaas.config", "for configuration s3cret.ms", "No.")))
        .startsWith("tidemark.kafka.sasl.jaas.config is not")
        .doesNotContain("s3cret");
    assertThat(said(new ConfigException("something about s3cret")))
        .startsWith("a setting tidemark.kafka.* is not")
        .doesNotContain("s3cret");
  }
}
