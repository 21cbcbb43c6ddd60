package dev.tidemark.ops.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A server with routes of every kind, and a client. */
abstract class HttpServiceWorld {

  static final String READ = "a-token-for-reading";
  static final String ANNOTATE = "a-token-for-annotating";
  static final String OPERATE = "a-token-for-operating";
  static final HttpOptions.Limits LEAST = new HttpOptions.Limits(1, 1, 1, 1, Duration.ofSeconds(1));
  static final int LARGE = 64 << 20;
  static final Tokens TOKENS =
      new Tokens(
          List.of(
              Bearer.of(Role.READ, null, READ),
              Bearer.of(Role.ANNOTATE, null, ANNOTATE),
              Bearer.of(Role.OPERATE, null, OPERATE)));

  final HttpClient client = HttpClient.newHttpClient();
  final CountDownLatch streamLeft = new CountDownLatch(1);
  final List<HttpService> open = new ArrayList<>();
  HttpService http;

  @BeforeEach
  void start() throws Exception {
    http = service(options(TOKENS, 10_000));
  }

  @AfterEach
  void stop() {
    open.forEach(HttpService::close);
  }

  static HttpOptions options(Tokens tokens, int rate) {
    return new HttpOptions(
        "127.0.0.1",
        0,
        null,
        tokens,
        new HttpOptions.Limits(1000, rate, 100, 0, Duration.ofMillis(1500)));
  }

  HttpService service(HttpOptions options) throws Exception {
    HttpService service =
        new HttpService(
            options,
            List.of(
                Route.open("/large", call -> Answer.of(200, "text/plain", new byte[LARGE])),
                Route.open("/open", call -> Answer.of(200, "text/plain", utf8("for all"))),
                Route.get("/read", Role.READ, call -> json("roles", call.roles().toString())),
                Route.get("/x/{name}", Role.READ, call -> json("name", call.parameter("name"))),
                Route.get("/number", Role.READ, call -> json("n", "" + call.number("n", 7, 1, 10))),
                Route.get("/broken", Role.READ, call -> brokenBy("secret words")),
                Route.get(
                    "/stream", Role.READ, call -> Answer.stream("text/event-stream", this::count)),
                Route.post("/echo", Role.ANNOTATE, call -> json("n", "" + call.body().length)),
                Route.post("/operate", Role.OPERATE, call -> json("done", "yes"))));
    open.add(service);
    service.start();
    return service;
  }

  private void count(OutputStream out) throws InterruptedException {
    try {
      for (int i = 0; true; i++) {
        out.write(utf8("data: %d\n\n".formatted(i)));
        TimeUnit.MILLISECONDS.sleep(20);
      }
    } catch (IOException e) {
      // The client is gone.
    } finally {
      streamLeft.countDown();
    }
  }

  private static Answer brokenBy(String words) {
    throw new IllegalStateException(words);
  }

  private static Answer json(String name, String value) {
    return Answer.json(Json.MAPPER.createObjectNode().put(name, value));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  HttpRequest.Builder request(String path, @Nullable String token) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(http.uri().resolve(path)).timeout(Duration.ofSeconds(20));
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  HttpResponse<String> get(String path, @Nullable String token) throws Exception {
    return client.send(request(path, token).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> post(String path, @Nullable String token, String type, String body)
      throws Exception {
    return client.send(
        request(path, token)
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  static void assertError(HttpResponse<String> answer, int status, String code) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    JsonNode error = Json.MAPPER.readTree(answer.body()).path("error");
    assertThat(error.path("code").textValue()).isEqualTo(code);
    assertThat(error.path("message").textValue()).isNotBlank();
  }
}
