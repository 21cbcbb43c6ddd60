package dev.tidemark.app.settings;

import java.time.Duration;
import java.util.List;

/** What makes a process ready. */
public final class HealthSettings {

  public static final Setting<Integer> MAX_LAG =
      Setting.of(
          "tidemark.health.max-lag",
          SettingType.integer(0, Integer.MAX_VALUE),
          0,
          "More records than this behind the end of the texts topic, and /health/ready says no; 0"
              + " for any number.");

  public static final Setting<Duration> MAX_REBALANCE =
      Setting.of(
          "tidemark.health.max-rebalance",
          SettingType.duration(Duration.ZERO, Duration.ofDays(1)),
          Duration.ofSeconds(60),
          "A rebalance longer than this, and /health/ready says no.");

  /** In the order in which they are documented. */
  static final List<Setting<?>> ALL = List.of(MAX_LAG, MAX_REBALANCE);

  private HealthSettings() {}
}
