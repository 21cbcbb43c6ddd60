package dev.tidemark.app.topics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * A topic as Tidemark needs it.
 *
 * @param partitions how many it is created with
 * @param exactly whether another number of partitions is wrong, not just different
 * @param replicationFactor 0 leaves it to the brokers
 * @param config the topic's own settings, in the order of their names
 */
record NeededTopic(
    String name,
    int partitions,
    boolean exactly,
    int replicationFactor,
    SortedMap<String, String> config) {

  NeededTopic {
    config = new TreeMap<>(config);
  }

  NewTopic newTopic() {
    Optional<Short> replicas =
        replicationFactor == 0 ? Optional.empty() : Optional.of((short) replicationFactor);
    return new NewTopic(name, Optional.of(partitions), replicas).configs(config);
  }

  /** Options of Kafka's own {@code kafka-topics.sh}, brokers aside, that create it. */
  List<String> kafkaTopicsOptions() {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--create",
                "--if-not-exists",
                "--topic",
                name,
                "--partitions",
                String.valueOf(partitions)));
    if (replicationFactor != 0) {
      options.addAll(List.of("--replication-factor", String.valueOf(replicationFactor)));
    }
    for (Map.Entry<String, String> entry : config.entrySet()) {
      options.addAll(List.of("--config", entry.getKey() + "=" + entry.getValue()));
    }
    return options;
  }

  /** {@code 4 partitions, cleanup.policy=delete, …}. */
  String terms() {
    StringBuilder text = new StringBuilder();
    text.append(partitions).append(partitions == 1 ? " partition" : " partitions");
    config.forEach((key, value) -> text.append(", ").append(key).append('=').append(value));
    return text.toString();
  }
}
