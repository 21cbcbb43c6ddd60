package dev.tidemark.app.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.app.CommandRun;
import dev.tidemark.app.Commands;
import dev.tidemark.app.cli.Cli;
import dev.tidemark.app.cli.Surroundings;
import java.io.ByteArrayOutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who opens the demo's page can correct what it shows, with the address it prints. */
class DemoPageTest {

  private static final Pattern ADDRESS = Pattern.compile("open (http://[^#]+)#token=(\\S+)");
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final HttpClient http = HttpClient.newHttpClient();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @TempDir Path folder;

  @Test
  void aCorrectionIsJudgedAndTheDemoEndsWithItsFeed() throws Exception {
    PipedOutputStream feed = new PipedOutputStream(); // closed on the way: that ends the demo
    try (PipedInputStream in = new PipedInputStream(feed)) {
      CompletableFuture<Integer> demo = CompletableFuture.supplyAsync(() -> run(in));
      feed.write("Angela Merkel visited Paris.\n".getBytes(UTF_8));
      feed.flush();
      await().atMost(PATIENCE).until(() -> demo.isDone() || address().find());
      assertThat(demo).as(err.toString(UTF_8)).isNotDone();
      Matcher address = address();
      assertThat(address.find()).isTrue();
      String page = address.group(1);
      String token = address.group(2);

      HttpResponse<String> taken =
          post(
              page,
              token,
              """
              {"id":"1","text":"Ajax 😀 won.","entities":[{"type":"ORG","start":0,"end":4}]}""");
      assertThat(taken.statusCode()).as(taken.body()).isEqualTo(202);
      post(
          page,
          token,
          "{\"id\":\"2\",\"text\":\"Ajax\",\"entities\":[{\"type\":\"ORG\",\"start\":0,\"end\":9}]}");

      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                assertThat(verdict(page, "1").path("status").asText()).isEqualTo("accepted");
                JsonNode second = verdict(page, "2");
                assertThat(second.path("status").asText()).isEqualTo("rejected");
                assertThat(second.path("reason").asText()).contains("beyond the text");
              });
      feed.close();
      assertThat(demo.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isZero();
      JsonNode summary = CommandRun.parse(out.toString(UTF_8));
      assertThat(summary.get("records_tagged").asInt()).isOne();
      assertThat(summary.get("dead_letters").asInt()).as("a correction is not the feed's").isZero();
    }
  }

  private int run(PipedInputStream in) {
    Surroundings surroundings =
        new Surroundings(
            in,
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            Map.of(),
            Map.of(),
            folder);
    return new Cli(Commands.ALL)
        .run(surroundings, "demo", "--feed", "-", "--json", "-D", "tidemark.http.port=0");
  }

  private Matcher address() {
    return ADDRESS.matcher(err.toString(UTF_8));
  }

  private HttpResponse<String> post(String page, String token, String correction) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(page + "api/v1/corrections"))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(correction))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private JsonNode verdict(String page, String id) throws Exception {
    HttpRequest look = HttpRequest.newBuilder(URI.create(page + "api/v1/corrections")).build();
    JsonNode all = CommandRun.parse(http.send(look, HttpResponse.BodyHandlers.ofString()).body());
    for (JsonNode correction : all.path("corrections")) {
      if (correction.path("id").asText().equals(id)) {
        return correction;
      }
    }
    return CommandRun.parse("{}");
  }
}
