package dev.tidemark.app.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.app.CommandRun;
import dev.tidemark.ops.metrics.MetricsReference;
import dev.tidemark.testing.Scrape;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a running Tidemark shows of itself: health while it starts, and every metric. */
@Tag("broker")
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ObservedRunTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Path DOCUMENT = Path.of("docs", "metrics.md");

  /** {@code | `name` | type | `label`, … | unit | meaning |}. */
  private static final Pattern ROW =
      Pattern.compile("\\| `(\\w+)` \\| (\\w+) \\| ([^|]*) \\| [^|]+ \\| [^|]+ \\|");

  @TempDir static Path folder;
  private ObservedWorld world;

  @BeforeAll
  void start() throws IOException {
    world = new ObservedWorld(folder);
  }

  @AfterAll
  void stop() {
    world.close();
  }

  @Test
  void showsHowItIs() throws Exception {
    // 1. Before the streams start it lives, and is not ready.
    assertThat(ready().statusCode()).isEqualTo(503);
    assertThat(check(ready(), "texts").path("reason").asText())
        .contains("CREATED", "no partitions have been assigned yet");
    world.start();
    await().atMost(PATIENCE).until(() -> ready().statusCode() == 200);
    assertThat(check(ready(), "texts").path("reason").asText()).contains("2 partitions");
    assertThat(world.get("/health/live", "").statusCode()).isEqualTo(200);
    assertThat(world.get("/health/live", "").headers().firstValue("Content-Type"))
        .hasValue("application/json");

    // 2. Work of every kind.
    world.driftAndLearn();
    world.promoteAnother();
    world.promoteNone();
    await()
        .atMost(PATIENCE)
        .until(() -> world.metrics().sum("tidemark_model_swaps_refused_total") == 1);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              Scrape now = world.metrics();
              assertThat(now.sum("tidemark_records_received_total")).isEqualTo(world.sent());
              assertThat(now.sum("tidemark_records_in_flight")).isZero();
              assertThat(now.sum("tidemark_consumer_lag_records")).isZero();
              assertThat(now.value("tidemark_adaptation_runs_total", "outcome", "promoted"))
                  .isEqualTo(1);
            });
    System.gc(); // for jvm_gc_pause_seconds, which only shows after a pause
    await()
        .atMost(PATIENCE)
        .until(() -> world.metrics().families().containsKey("jvm_gc_pause_seconds"));

    // 3. The numbers are those of the work.
    Scrape page = world.metrics();
    assertThat(page.value("tidemark_records_dead_lettered_total", "stage", "read"))
        .isEqualTo(world.broken());
    assertThat(page.sum("tidemark_records_tagged_total") + world.broken())
        .as("in balance with %d received", world.sent())
        .isEqualTo(world.sent());
    assertThat(page.sum("tidemark_shadow_texts")).isPositive();
    assertThat(page.sum("tidemark_model_swap_seconds_count")).isEqualTo(2);
    assertThat(page.value("tidemark_corrections_total", "outcome", "accepted"))
        .isEqualTo(ObservedWorld.CORRECTIONS);
    assertThat(page.value("tidemark_corrections_total", "outcome", "rejected")).isEqualTo(1);
    assertThat(page.value("tidemark_health", "probe", "ready")).isEqualTo(1);
    assertThat(page.value("tidemark_model_info", "version", world.version())).isEqualTo(1);
    assertThat(page.value("tidemark_stream_state", "state", "RUNNING")).isEqualTo(1);
    assertThat(page.sum("tidemark_kafka_consumed_records_total")).isGreaterThanOrEqualTo(100);
    assertThat(page.value("tidemark_kafka_threads_alive", "stream", "texts")).isEqualTo(1);
    assertThat(page.sum("process_resident_memory_bytes")).isGreaterThan(50e6);
    double now = System.currentTimeMillis() / 1e3;
    assertThat(page.value("tidemark_last_commit_timestamp_seconds", "stream", "texts"))
        .isBetween(now - 300, now);

    theDocumentSaysWhatIsExposed(page);
    bothFormats();
    PromTool.ifInstalled().ifPresent(tool -> tool.checkMetrics(world.get("/metrics", "").body()));
  }

  private static void theDocumentSaysWhatIsExposed(Scrape page) throws IOException {
    String document = Files.exists(DOCUMENT) ? Files.readString(DOCUMENT) : "";
    assertThat(document)
        .as("Write it anew: ./tidemark metrics-docs > " + DOCUMENT)
        .isEqualTo(MetricsReference.markdown());
    Map<String, String> documented = new TreeMap<>();
    for (Matcher row : ROW.matcher(document).results().map(r -> matcher(r.group())).toList()) {
      String type = row.group(2).equals("info") ? "gauge" : row.group(2);
      documented.put(row.group(1), type + " " + row.group(3).replaceAll("[`,]", "").strip());
      if (type.equals("histogram") || type.equals("summary")) {
        documented.put(
            row.group(1) + "_max", "gauge " + row.group(3).replaceAll("[`,]", "").strip());
      }
    }
    Map<String, String> exposed = new TreeMap<>();
    page.families().forEach((name, type) -> exposed.put(name, described(page, name, type)));
    documented.replaceAll((name, text) -> sorted(text));
    assertThat(lines(exposed)).containsExactlyElementsOf(lines(documented));
  }

  private static List<String> lines(Map<String, String> metrics) {
    return metrics.entrySet().stream().map(one -> one.getKey() + " " + one.getValue()).toList();
  }

  private static Matcher matcher(String row) {
    Matcher matcher = ROW.matcher(row);
    if (!matcher.matches()) {
      throw new AssertionError(row);
    }
    return matcher;
  }

  private static String described(Scrape page, String name, String type) {
    return (type + " " + String.join(" ", page.labels(name))).strip();
  }

  /** The labels in any order. */
  private static String sorted(String text) {
    String[] parts = text.strip().split(" +", 2);
    return parts.length == 1
        ? parts[0]
        : parts[0] + " " + String.join(" ", new TreeSet<>(Set.of(parts[1].split(" +", -1))));
  }

  private void bothFormats() {
    HttpResponse<String> text = world.get("/metrics", "text/plain;version=0.0.4;q=0.5,*/*;q=0.1");
    assertThat(text.headers().firstValue("Content-Type"))
        .hasValue("text/plain; version=0.0.4; charset=utf-8");
    assertThat(text.body()).contains("# TYPE tidemark_records_received_total counter");
    HttpResponse<String> open =
        world.get("/metrics", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5");
    assertThat(open.headers().firstValue("Content-Type"))
        .hasValue("application/openmetrics-text; version=1.0.0; charset=utf-8");
    assertThat(open.body())
        .contains("# TYPE tidemark_records_received counter", "# TYPE tidemark_model info")
        .endsWith("# EOF\n");
  }

  private HttpResponse<String> ready() {
    return world.get("/health/ready", "");
  }

  private static JsonNode check(HttpResponse<String> response, String name) {
    return CommandRun.parse(response.body()).path("checks").path(name);
  }
}
