package dev.tidemark.app.demo;

import dev.tidemark.app.kafka.EmbeddedKafka;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.stream.StreamSettings;
import java.util.Map;

/** The topics of a demo, on a broker of its own. */
final class DemoTopics {

  private static final Map<String, String> LARGE =
      Map.of("max.message.bytes", Integer.toString(StreamSettings.MAX_RECORD_BYTES));
  private static final Map<String, String> COMPACTED = Map.of("cleanup.policy", "compact");

  private DemoTopics() {}

  /** What tagging takes. */
  static void forTagging(EmbeddedKafka kafka, Configuration settings, int partitions) {
    kafka.createTopic(settings.get(Settings.TOPICS_TEXTS), partitions, LARGE);
    kafka.createTopic(settings.get(Settings.TOPICS_TAGGED), partitions, LARGE);
    kafka.createTopic(settings.get(Settings.TOPICS_DEAD_LETTERS), partitions, LARGE);
  }

  /** What corrections, learning and swaps take besides. */
  static void forLearning(EmbeddedKafka kafka, Configuration settings, int partitions) {
    kafka.createTopic(settings.get(Settings.TOPICS_CORRECTIONS), partitions, LARGE);
    kafka.createTopic(settings.get(Settings.TOPICS_EXAMPLES), partitions, COMPACTED);
    kafka.createTopic(settings.get(Settings.TOPICS_MODEL_EVENTS), 1, COMPACTED);
  }
}
