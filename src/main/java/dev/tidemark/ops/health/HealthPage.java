package dev.tidemark.ops.health;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.ops.http.Answer;
import dev.tidemark.ops.http.Json;
import dev.tidemark.ops.http.Route;
import dev.tidemark.ops.http.RouteSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * {@code /health/live} and {@code /health/ready}: 200 or 503, and why. For anybody: what restarts
 * processes carries no token.
 */
public record HealthPage(Health health) implements RouteSource {

  @Override
  public List<Route> routes() {
    return Stream.of(Health.Probe.values())
        .map(probe -> Route.open("/health/" + probe.label(), call -> answer(probe)))
        .toList();
  }

  private Answer answer(Health.Probe probe) {
    Health.Report report = health.report(probe);
    ObjectNode json = Json.MAPPER.createObjectNode().put("status", report.ok() ? "up" : "down");
    ObjectNode checks = json.putObject("checks");
    for (Map.Entry<String, Verdict> check : report.checks().entrySet()) {
      checks
          .putObject(check.getKey())
          .put("ok", check.getValue().ok())
          .put("reason", check.getValue().reason());
    }
    return Answer.json(report.ok() ? 200 : 503, json);
  }
}
