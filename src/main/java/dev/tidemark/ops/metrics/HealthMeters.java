package dev.tidemark.ops.metrics;

import dev.tidemark.ops.health.Health;
import java.util.List;

/** What health says, for alerts. */
public final class HealthMeters {

  static final Figure HEALTH =
      Figure.gauge(
          "tidemark.health",
          "0 or 1",
          "Whether /health/live or /health/ready would answer 200; the page says why not.",
          "probe");

  static final List<Figure> FIGURES = List.of(HEALTH);

  private HealthMeters() {}

  /** Reports from now on. */
  public static void bind(Metrics metrics, Health health) {
    for (Health.Probe probe : Health.Probe.values()) {
      metrics.gauge(HEALTH, () -> health.report(probe).ok() ? 1 : 0, probe.label());
    }
  }
}
