package dev.tidemark.app.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidemark.app.Given;
import dev.tidemark.guarantee.world.HttpCrowd;
import dev.tidemark.inference.Tagger;
import dev.tidemark.inference.Tagging;
import dev.tidemark.testing.ApiSchema;
import dev.tidemark.testing.Seeds;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** When Kafka does not answer, what does not need it is answered all the same. */
@Timeout(120)
class WebServerWithoutKafkaTest {

  private static final String TOKEN = HttpCrowd.MARK + "-0123456789";
  private static final int ASKING = 60;

  private final HttpClient client = HttpClient.newHttpClient();
  @TempDir Path folder;
  private @Nullable WebServer web;

  /**
   * Serves.
   *
   * @param kafkasTime how long it waits for Kafka, in milliseconds
   */
  private void start(String kafkasTime) {
    web =
        Objects.requireNonNull(
            WebServer.start(
                new WebContext(
                    Given.serving(folder, TOKEN)
                        // all of them come from one
                        .with("tidemark.http.max-connections-per-address", 0)
                        .with("tidemark.kafka.default.api.timeout.ms", kafkasTime)
                        .settings(),
                    "localhost:1",
                    new Finding())));
  }

  private WebServer web() {
    return Objects.requireNonNull(web);
  }

  @AfterEach
  void stop() {
    web().close();
  }

  /** Finds nothing, at once. */
  private static final class Finding implements Tagger {
    @Override
    public CompletableFuture<Tagging> submit(String text) {
      return CompletableFuture.completedFuture(new Tagging(List.of(), "none@1", "", 1, 1));
    }

    @Override
    public void hurry() {}
  }

  private CompletableFuture<HttpResponse<String>> get(String path) {
    return client.sendAsync(
        HttpRequest.newBuilder(web().uri().resolve(path)).timeout(Duration.ofSeconds(60)).build(),
        BodyHandlers.ofString());
  }

  @Test
  void manyWhoAskForItKeepNobodyElseWaiting() throws Exception {
    start("15000");
    List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
    for (int i = 0; i < ASKING; i++) {
      waiting.add(get(i % 2 == 0 ? "/api/v1/runs" : "/api/v1/corrections"));
    }
    // All but a few are sent away at once; then the few still wait, and others are answered.
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> waiting.stream().filter(CompletableFuture::isDone).count() > ASKING / 2);
    assertThat(waiting).as("Kafka's time is not over").anyMatch(answer -> !answer.isDone());
    assertThat(get("/api/v1/session").get().statusCode()).isEqualTo(200);
    assertThat(waiting).as("nor is it now").anyMatch(answer -> !answer.isDone());

    for (int i = 0; i < ASKING; i++) {
      HttpResponse<String> answer = waiting.get(i).get();
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
      ApiSchema.check(
          i % 2 == 0 ? "GET /api/v1/runs" : "GET /api/v1/corrections", 503, answer.body());
    }
  }

  @Test
  void noiseIsNeverAFailure() throws Exception {
    start("2000");
    HttpCrowd crowd =
        new HttpCrowd(
            web().uri().getPort(),
            TOKEN,
            100,
            List.of("127.0.0.1"),
            Seeds.random("WebServerWithoutKafkaTest"));
    try (crowd) {
      await().atMost(Duration.ofSeconds(60)).until(() -> crowd.answers() > 200);
    }

    System.out.println("answers by status: " + crowd.statuses());
    assertThat(crowd.failures()).as("status 500").isEmpty();
    assertThat(crowd.statuses()).containsKeys(200, 400, 405);
  }
}
