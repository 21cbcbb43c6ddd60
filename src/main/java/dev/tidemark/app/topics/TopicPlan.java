package dev.tidemark.app.topics;

import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.IngestSettings;
import dev.tidemark.app.settings.Settings;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.config.TopicConfig;

/** Which topics a setup has. Names come from the settings, sizes from the options. */
final class TopicPlan {

  private TopicPlan() {}

  /** In the order in which a record meets them. */
  static List<NeededTopic> of(Configuration settings, TopicOptions options) {
    return List.of(
        deleted(settings.get(Settings.TOPICS_TEXTS), options),
        deleted(settings.get(Settings.TOPICS_TAGGED), options),
        deleted(settings.get(Settings.TOPICS_DEAD_LETTERS), options),
        deleted(settings.get(Settings.TOPICS_CORRECTIONS), options),
        compacted(settings.get(Settings.TOPICS_EXAMPLES), options, options.partitions, false),
        // Promotions have one order only: there is one partition.
        compacted(settings.get(Settings.TOPICS_MODEL_EVENTS), options, 1, true),
        compacted(settings.get(IngestSettings.TOPIC_STATE), options, 1, false));
  }

  private static NeededTopic deleted(String name, TopicOptions options) {
    return topic(name, options, options.partitions, false, TopicConfig.CLEANUP_POLICY_DELETE);
  }

  private static NeededTopic compacted(
      String name, TopicOptions options, int partitions, boolean exactly) {
    return topic(name, options, partitions, exactly, TopicConfig.CLEANUP_POLICY_COMPACT);
  }

  private static NeededTopic topic(
      String name, TopicOptions options, int partitions, boolean exactly, String cleanup) {
    SortedMap<String, String> config = new TreeMap<>(options.given());
    config.put(TopicConfig.CLEANUP_POLICY_CONFIG, cleanup);
    config.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, String.valueOf(options.maxMessageBytes));
    return new NeededTopic(name, partitions, exactly, options.replicationFactor, config);
  }
}
