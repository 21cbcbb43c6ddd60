package dev.tidemark.app.settings;

import java.time.Duration;
import java.util.List;

/** The settings of bringing texts in. */
public final class IngestSettings {

  public static final Setting<String> NAME =
      Setting.of(
          "tidemark.ingest.name",
          SettingType.matching(
              "(?!\\.{1,2}$)[A-Za-z0-9._-]{1,100}",
              "up to 100 letters, digits, dots, dashes and underscores"),
          "ingest",
          "Names an ingest and what it remembers; of two with one name the later goes on, and the"
              + " earlier ends.");

  public static final Setting<Duration> EVERY =
      Setting.of(
          "tidemark.ingest.every",
          SettingType.duration(Duration.ofSeconds(10), Duration.ofDays(1)),
          Duration.ofMinutes(5),
          "A feed is asked no more often than this; seldomer where it wishes so.");

  public static final Setting<String> TOPIC_STATE =
      Setting.of(
          "tidemark.topics.ingest-state",
          SettingType.topic(),
          "ingest-state",
          "The compacted topic in which ingest remembers what it has sent.");

  /** All of the above, in the order in which they are documented. */
  static final List<Setting<?>> ALL = List.of(NAME, EVERY, TOPIC_STATE);

  private IngestSettings() {}
}
