package dev.tidemark.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.stream.KafkaNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mistyped names of Kafka's own settings. */
class KafkaNameCheckTest {

  private final List<String> problems = new ArrayList<>();
  private final List<String> doubts = new ArrayList<>();

  private void check(Map<String, String> kafka) {
    KafkaNameCheck.check(kafka, name -> "the file", problems, doubts);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bootstrap.servers",
        "acks",
        "session.timeout.ms",
        "default.api.timeout.ms",
        "num.standby.replicas",
        "sasl.jaas.config",
        "ssl.truststore.location",
        "producer.linger.ms",
        "consumer.max.poll.records",
        "main.consumer.max.poll.records",
        "restore.consumer.fetch.max.bytes",
        "global.consumer.client.id",
        "admin.retries",
        "topic.cleanup.policy",
        "client.tag.zone",
        "config.providers",
        "config.providers.file.class",
        "config.providers.file.param.allowed.paths",
        "metrics.jmx.include"
      })
  void whatKafkaKnowsIsRight(String name) {
    check(Map.of(name, "1"));

    assertThat(problems).isEmpty();
    assertThat(doubts).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "bootstrap.server, bootstrap.servers",
    "bootstrap-servers, bootstrap.servers",
    "sasl.jaas.confg, sasl.jaas.config",
    "SSL.truststore.location, ssl.truststore.location",
    "producer.linger, producer.linger.ms",
    "producer.max.poll.record, consumer.max.poll.records",
    "consumers.max.poll.records, consumer.max.poll.records",
  })
  void anythingElseIsAMistake(String name, String meant) {
    check(Map.of(name, "a secret"));

    assertThat(problems)
        .containsExactly(
            "no client of Kafka knows tidemark.kafka.%s (the file); the nearest known one is tidemark.kafka.%s"
                .formatted(name, meant));
    assertThat(doubts).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "interceptor.classes, com.example.Audit",
    "producer.interceptor.classes, com.example.Audit",
    "metric.reporters, 'org.apache.kafka.common.metrics.JmxReporter, com.example.Reporter'",
    "sasl.login.callback.handler.class, com.example.Login",
    "default.production.exception.handler, com.example.Handler",
    "config.providers.vault.class, com.example.Vault"
  })
  void aClassOfOnesOwnMayHaveSettingsOfItsOwn(String name, String classes) {
    check(Map.of(name, classes, "com.example.url", "x", "acsk", "all"));

    assertThat(problems).isEmpty();
    assertThat(doubts)
        .hasSize(2)
        .anyMatch(doubt -> doubt.contains("acsk") && doubt.contains("acks"));
  }

  @Test
  void kafkasOwnClassesHaveNone() {
    check(Map.of("metric.reporters", "org.apache.kafka.common.metrics.JmxReporter", "acsk", "all"));

    assertThat(problems).hasSize(1);
    assertThat(KafkaNames.hasForeignClass(Map.of("metric.reporters", ""))).isFalse();
  }
}
