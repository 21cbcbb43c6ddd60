package dev.tidemark.app.settings;

import java.util.List;

/** The settings of the log, which goes to standard error. */
public final class LogSettings {

  /** How a line of the log is written. */
  public enum Format {
    TEXT,
    JSON
  }

  /** The least important line that is written. */
  public enum Level {
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE
  }

  public static final Setting<Format> FORMAT =
      Setting.of(
          "tidemark.log.format",
          SettingType.choice(Format.class),
          Format.TEXT,
          "How the log is written to standard error: lines to read, or one JSON object for each.");

  public static final Setting<Level> LEVEL =
      Setting.of(
          "tidemark.log.level",
          SettingType.choice(Level.class),
          Level.INFO,
          "How much Tidemark itself logs; of Kafka's lines those from warn on are always there.");

  /** All of the above, in the order in which they are documented. */
  static final List<Setting<?>> ALL = List.of(FORMAT, LEVEL);

  private LogSettings() {}
}
