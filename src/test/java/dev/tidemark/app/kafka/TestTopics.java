package dev.tidemark.app.kafka;

import java.util.List;
import java.util.Map;

/** Topics as Tidemark wants them, on a broker of a test's own. */
public final class TestTopics {

  private TestTopics() {}

  /** These, with two partitions each, and the two that are compacted. */
  public static void create(EmbeddedKafka kafka, String... names) {
    for (String name : names) {
      kafka.createTopic(name, 2, Map.of());
    }
    for (String name : List.of("model-events", "examples")) {
      kafka.createTopic(name, 1, Map.of("cleanup.policy", "compact"));
    }
  }
}
