package dev.tidemark.app.settings;

import java.util.List;

/** The settings of traces. */
public final class TracingSettings {

  /** Which trace contexts are understood. */
  public enum Mode {
    /** Headers pass as they are. */
    OFF,
    /** {@code traceparent} and {@code tracestate}. */
    W3C
  }

  public static final Setting<Mode> MODE =
      Setting.of(
          "tidemark.tracing.mode",
          SettingType.choice(Mode.class),
          Mode.OFF,
          "Whether a record's traceparent header gets a span of Tidemark's, which the result then"
              + " has for a parent.");

  public static final Setting<String> ENDPOINT =
      Setting.of(
          "tidemark.tracing.endpoint",
          SettingType.matching("none|https?://[^\\s@]+", "'none', or http(s)://host:port/path"),
          "none",
          "Where spans are exported to, by OTLP over HTTP, such as"
              + " http://collector:4318/v1/traces.");

  /** All of the above, in the order in which they are documented. */
  static final List<Setting<?>> ALL = List.of(MODE, ENDPOINT);

  private TracingSettings() {}
}
