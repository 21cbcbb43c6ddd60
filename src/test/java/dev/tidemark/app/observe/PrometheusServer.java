package dev.tidemark.app.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.app.CommandRun;
import dev.tidemark.app.kafka.EmbeddedKafka;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A real Prometheus with the shipped configuration, but for the targets and the pace. */
final class PrometheusServer implements AutoCloseable {

  private static final Path SHIPPED = Path.of("deploy", "prometheus");

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path log;
  private final int port;
  private final Process process;

  /** Returns once it answers. */
  PrometheusServer(Path program, Path folder, String target) throws IOException {
    Files.createDirectories(folder);
    Files.copy(SHIPPED.resolve("alerts.yml"), folder.resolve("alerts.yml"));
    String config =
        Files.readString(SHIPPED.resolve("prometheus.yml"))
            .replace("tagger:8080", target)
            .replaceAll("(scrape|evaluation)_interval: 15s", "$1_interval: 1s")
            .replaceAll("(?s)      - targets: \\[\"trainer:8080\"].*", "");
    assertThat(config).contains(target, "scrape_interval: 1s").doesNotContain("trainer");
    Path file = folder.resolve("prometheus.yml");
    Files.writeString(file, config);
    log = folder.resolve("prometheus.log");
    port = EmbeddedKafka.freePorts(1)[0];
    process =
        new ProcessBuilder(
                program.toString(),
                "--config.file=" + file,
                "--storage.tsdb.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      await()
          .atMost(Duration.ofSeconds(60))
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(() -> get("/-/ready").statusCode() == 200);
    } catch (RuntimeException e) {
      close();
      throw new AssertionError(Files.readString(log), e);
    }
  }

  /** What an expression says now: one entry for each series. */
  JsonNode query(String expression) throws Exception {
    JsonNode answer =
        json("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
    assertThat(answer.path("status").asText())
        .as("%s: %s", expression, answer)
        .isEqualTo("success");
    return answer.at("/data/result");
  }

  JsonNode json(String path) throws Exception {
    return CommandRun.parse(get(path).body());
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    if (!process.isAlive()) {
      throw new AssertionError("Prometheus ended: " + Files.readString(log));
    }
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
