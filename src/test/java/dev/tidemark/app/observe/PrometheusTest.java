package dev.tidemark.app.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.app.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Prometheus reads a running Tidemark with the shipped configuration: it is up, the rules
 * evaluate, and no panel of the dashboard is without data.
 */
@Tag("broker")
@Tag("slow")
@Timeout(600)
class PrometheusTest {

  private static final Path DASHBOARD = Path.of("deploy", "grafana", "dashboards", "tidemark.json");
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final String BALANCE =
      "sum(tidemark_records_received_total) - sum(tidemark_records_tagged_total)"
          + " - sum(tidemark_records_dead_lettered_total) - sum(tidemark_records_abandoned_total)"
          + " - sum(tidemark_records_in_flight)";

  @TempDir Path folder;

  /** Of the dashboard. */
  private record Target(String panel, String expression) {}

  @Test
  void showsEveryPanelOfTheDashboard() throws Exception {
    Optional<Path> program = PromTool.find("prometheus");
    assumeTrue(program.isPresent(), "Prometheus is not installed: apt-get install prometheus");
    try (ObservedWorld world = new ObservedWorld(folder);
        PrometheusServer prometheus =
            new PrometheusServer(program.get(), folder.resolve("prometheus"), world.host())) {
      await()
          .atMost(PATIENCE)
          .until(() -> prometheus.query("up{job=\"tidemark\"} == 1").size() == 1);
      world.start();
      world.driftAndLearn();
      world.promoteAnother();
      System.gc(); // a pause, which rate() needs twice
      List<Target> waiting = new ArrayList<>(targets());
      assertThat(waiting).hasSizeGreaterThan(40);
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(
              () -> {
                world.send(
                    20,
                    ObservedWorld.Domain
                        .PLACES); // a feed that goes on: rates of nothing are no data
                waiting.removeIf(target -> hasData(prometheus, target));
                assertThat(waiting).as("panels without data").isEmpty();
              });

      // Once the feed is over, every record that went in has come out.
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(
              () -> {
                assertThat(value(prometheus, "sum(tidemark_records_received_total)"))
                    .isEqualTo(world.sent());
                assertThat(value(prometheus, BALANCE)).isZero();
              });
      assertThat(prometheus.query("tidemark_records_received_total").get(0).at("/metric/role"))
          .as("labels of the configuration")
          .hasToString("\"tagger\"");
      assertRulesEvaluate(prometheus);
      System.out.println(
          "a scrape takes "
              + prometheus.query("avg_over_time(scrape_duration_seconds[20s])").at("/0/value/1"));
    }
  }

  private static double value(PrometheusServer prometheus, String expression) throws Exception {
    return prometheus.query(expression).at("/0/value/1").asDouble(Double.NaN);
  }

  private static boolean hasData(PrometheusServer prometheus, Target target) {
    try {
      for (JsonNode series : prometheus.query(target.expression())) {
        if (Double.isFinite(Double.parseDouble(series.at("/value/1").asText()))) {
          return true;
        }
      }
      return false;
    } catch (Exception e) {
      throw new AssertionError(target.toString(), e);
    }
  }

  private static void assertRulesEvaluate(PrometheusServer prometheus) throws Exception {
    List<JsonNode> rules = new ArrayList<>();
    prometheus.json("/api/v1/rules").at("/data/groups/0/rules").forEach(rules::add);
    assertThat(rules).hasSizeGreaterThan(10);
    assertThat(rules)
        .allSatisfy(
            rule -> assertThat(rule.path("health").asText()).as("%s", rule).isEqualTo("ok"));
  }

  /** With Grafana's variables filled in as it would. */
  private static List<Target> targets() throws IOException {
    List<Target> targets = new ArrayList<>();
    for (JsonNode panel : CommandRun.parse(Files.readString(DASHBOARD)).path("panels")) {
      if (!panel.path("type").asText().equals("row")) {
        assertThat(panel.path("targets")).as(panel.path("title").asText()).isNotEmpty();
      }
      for (JsonNode target : panel.path("targets")) {
        String expression =
            target
                .path("expr")
                .asText()
                .replace("$__rate_interval", "20s")
                .replace("$instance", ".*");
        assertThat(expression).doesNotContain("$");
        targets.add(new Target(panel.path("title").asText(), expression));
      }
    }
    return targets;
  }
}
