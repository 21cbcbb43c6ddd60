package dev.tidemark.app.topics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;

/**
 * A topic as it is.
 *
 * @param config all of its settings, defaults included
 */
record FoundTopic(int partitions, int replicas, Map<String, String> config) {

  FoundTopic {
    config = Map.copyOf(config);
  }

  /** What is not as needed, and the command that mends it where there is one; nothing if all is. */
  List<String> differences(NeededTopic needed, String bootstrap) {
    List<String> differences = new ArrayList<>();
    if (needed.exactly() && partitions != needed.partitions()) {
      differences.add(
          "it has %d partitions and must have %d: delete it and run this again"
              .formatted(partitions, needed.partitions()));
    } else if (partitions < needed.partitions()) {
      differences.add(
          "it has %d partitions, not %d: kafka-topics.sh --bootstrap-server %s --alter --topic %s --partitions %d"
              .formatted(
                  partitions, needed.partitions(), bootstrap, needed.name(), needed.partitions()));
    } else if (partitions > needed.partitions()) {
      differences.add(
          "it has %d partitions, not %d, which does no harm"
              .formatted(partitions, needed.partitions()));
    }
    if (needed.replicationFactor() != 0 && replicas != needed.replicationFactor()) {
      differences.add(
          "it has %d replicas, not %d: see kafka-reassign-partitions.sh"
              .formatted(replicas, needed.replicationFactor()));
    }
    needed
        .config()
        .forEach(
            (key, value) -> {
              String found = config.getOrDefault(key, "(not set)");
              if (!agrees(key, value, found)) {
                differences.add(
                    "%s is %s, not %s: kafka-configs.sh --bootstrap-server %s --alter --topic %s --add-config %s=%s"
                        .formatted(key, found, value, bootstrap, needed.name(), key, value));
              }
            });
    return differences;
  }

  /** A topic that takes larger records takes these too. */
  private static boolean agrees(String key, String needed, String found) {
    if (key.equals(TopicConfig.MAX_MESSAGE_BYTES_CONFIG) && found.matches("\\d{1,18}")) {
      return Long.parseLong(found) >= Long.parseLong(needed);
    }
    return needed.equals(found);
  }
}
