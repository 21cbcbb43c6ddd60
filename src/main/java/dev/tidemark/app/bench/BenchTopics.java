package dev.tidemark.app.bench;

import dev.tidemark.app.settings.Flag;
import dev.tidemark.app.settings.Settings;
import java.util.List;

/** Names that belong to one trial alone. */
final class BenchTopics {

  private BenchTopics() {}

  static List<Flag> of(String trial) {
    return List.of(
        Flag.of("--bench", Settings.APPLICATION_ID, "bench-" + trial),
        Flag.of("--bench", Settings.TOPICS_TEXTS, "texts-" + trial),
        Flag.of("--bench", Settings.TOPICS_TAGGED, "tagged-" + trial),
        Flag.of("--bench", Settings.TOPICS_DEAD_LETTERS, "dead-letters-" + trial));
  }
}
