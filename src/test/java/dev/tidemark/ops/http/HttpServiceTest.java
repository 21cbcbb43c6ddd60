package dev.tidemark.ops.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemark.testing.RawHttp;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server does with a request before and after its route. */
class HttpServiceTest {

  static final String READ = "a-token-for-reading";
  static final String ANNOTATE = "a-token-for-annotating";
  static final String OPERATE = "a-token-for-operating";
  static final HttpOptions.Limits LEAST = new HttpOptions.Limits(1, 1, 1, 1, Duration.ofSeconds(1));
  private static final int LARGE = 64 << 20;
  private static final Tokens TOKENS =
      new Tokens(
          List.of(
              Bearer.of(Role.READ, null, READ),
              Bearer.of(Role.ANNOTATE, null, ANNOTATE),
              Bearer.of(Role.OPERATE, null, OPERATE)));

  private final HttpClient client = HttpClient.newHttpClient();
  private final CountDownLatch streamLeft = new CountDownLatch(1);
  private final List<HttpService> open = new ArrayList<>();
  private HttpService http;

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

  private HttpService service(HttpOptions options) throws Exception {
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

  private HttpRequest.Builder request(String path, @Nullable String token) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(http.uri().resolve(path)).timeout(Duration.ofSeconds(20));
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  private HttpResponse<String> get(String path, @Nullable String token) throws Exception {
    return client.send(request(path, token).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, @Nullable String token, String type, String body)
      throws Exception {
    return client.send(
        request(path, token)
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private static void assertError(HttpResponse<String> answer, int status, String code)
      throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    JsonNode error = Json.MAPPER.readTree(answer.body()).path("error");
    assertThat(error.path("code").textValue()).isEqualTo(code);
    assertThat(error.path("message").textValue()).isNotBlank();
  }

  @Test
  void answersWithWhatABrowserMustKnow() throws Exception {
    HttpResponse<String> answer = get("/open", null);

    assertThat(answer.body()).isEqualTo("for all");
    assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
        .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
        .doesNotContain("unsafe");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(answer.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
    assertThat(answer.headers().map())
        .doesNotContainKeys("server", "set-cookie", "access-control-allow-origin");
  }

  @ParameterizedTest
  @CsvSource({
    "/open,, 200",
    "/read,, 401",
    "/read, wrong, 401",
    "/read, READ, 200",
    "/read, OPERATE, 200",
  })
  void readingTakesAToken(String path, String token, int status) throws Exception {
    assertThat(get(path, token(token)).statusCode()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    "/echo,, 401, unauthorized",
    "/echo, READ, 403, forbidden",
    "/echo, ANNOTATE, 200,",
    "/echo, OPERATE, 200,",
    "/operate, ANNOTATE, 403, forbidden",
    "/operate, OPERATE, 200,"
  })
  void writingTakesTheRightOne(String path, String token, int status, @Nullable String code)
      throws Exception {
    HttpResponse<String> answer = post(path, token(token), "application/json", "{}");

    if (code == null) {
      assertThat(answer.statusCode()).isEqualTo(status);
    } else {
      assertError(answer, status, code);
    }
  }

  private static @Nullable String token(@Nullable String role) {
    return role == null
        ? null
        : switch (role) {
          case "READ" -> READ;
          case "ANNOTATE" -> ANNOTATE;
          case "OPERATE" -> OPERATE;
          default -> role;
        };
  }

  @Test
  void withoutTokensReadingIsOpenAndWritingIsNot() throws Exception {
    http = service(options(Tokens.none(), 10_000));

    assertThat(get("/read", null).body()).contains("READ").doesNotContain("ANNOTATE");
    assertError(post("/echo", null, "application/json", "{}"), 403, "forbidden");
  }

  @Test
  void otherMachinesNeedATokenForReading() {
    assertThatThrownBy(() -> new HttpOptions("0.0.0.0", 0, null, Tokens.none(), LEAST))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("tidemark.http.token.read");
  }

  @Test
  void whatIsNotThere() throws Exception {
    assertError(get("/nothing", READ), 404, "not_found");
    assertError(post("/read", READ, "application/json", "{}"), 405, "method_not_allowed");
    assertThat(post("/read", READ, "application/json", "{}").headers().firstValue("Allow"))
        .hasValue("GET, HEAD, OPTIONS");
    assertError(post("/echo", ANNOTATE, "text/plain", "{}"), 415, "unsupported_media_type");
    assertError(post("/echo", ANNOTATE, "application/json", "x".repeat(1001)), 413, "too_large");
    assertError(get("/number?n=11", READ), 400, "bad_request");
  }

  @Test
  void headAndOptions() throws Exception {
    HttpResponse<String> head =
        client.send(
            request("/open", null).method("HEAD", BodyPublishers.noBody()).build(),
            BodyHandlers.ofString());
    HttpResponse<String> options =
        client.send(
            request("/echo", null).method("OPTIONS", BodyPublishers.noBody()).build(),
            BodyHandlers.ofString());

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValue("Content-Length")).hasValue("7");
    assertThat(options.statusCode()).isEqualTo(204);
    assertThat(options.headers().firstValue("Allow")).hasValue("OPTIONS, POST");
    assertThat(options.headers().map()).doesNotContainKey("access-control-allow-methods");
  }

  @Test
  void aFailureTellsNothing() throws Exception {
    HttpResponse<String> answer = get("/broken", READ);

    assertError(answer, 500, "internal");
    assertThat(answer.body()).doesNotContain("secret words");
  }

  @Test
  void namesInPathsAreDecodedAndStaySegments() throws Exception {
    assertThat(get("/x/news%403", READ).body()).isEqualTo("{\"name\":\"news@3\"}");
    for (String path : List.of("/x/..%2F..%2Fetc", "/x/%2e%2e", "/x/a%2Fb", "/x/..;/a")) {
      assertThat(
              RawHttp.ask(
                  http.port(),
                  "GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n"
                      .formatted(path, READ)))
          .as(path)
          .matches("(?s)HTTP/1.1 40[04] .*\\{\"error\":.*");
    }
  }

  @Test
  void aStreamGoesOnUntilTheClientLeaves() throws Exception {
    HttpResponse<InputStream> answer =
        client.send(request("/stream", READ).build(), BodyHandlers.ofInputStream());
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).isEqualTo("data: 0");
      assertThat(lines.readLine()).isEmpty();
      assertThat(lines.readLine()).isEqualTo("data: 1");
    }

    assertThat(streamLeft.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void whoAsksTooOftenWaits() throws Exception {
    http = service(options(TOKENS, 5));
    HttpResponse<String> answer = get("/open", null);
    for (int i = 0; i < 200 && answer.statusCode() == 200; i++) {
      answer = get("/open", null);
    }

    assertError(answer, 429, "too_many_requests");
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"evil.example", "evil.example:80", "127.0.0.1.evil.example", ""})
  void anotherNameIsNotAnsweredWhileReadingIsOpen(String host) throws Exception {
    http = service(options(Tokens.none(), 10_000));

    assertThat(
            RawHttp.ask(
                http.port(),
                "GET /read HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(host)))
        .matches("(?s)HTTP/1.1 4(21|00) .*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GARBAGE\r\n\r\n",
        "GET /number?n=%FF%FE% HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer a-token-for-reading\r\nConnection: close\r\n\r\n",
        "GET /open HTTP/1.1\r\n\r\n",
        "GET /open HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "GET /open HTTP/9.9\r\nHost: localhost\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
      })
  void whatIsNoRequestIsRefused(String text) throws Exception {
    assertThat(RawHttp.ask(http.port(), text))
        .matches("(?s)HTTP/1.1 [45]0[05] .*")
        .doesNotContain("HTTP/1.1 500");
  }

  @Test
  void longHeadsAreRefused() throws Exception {
    String headers =
        RawHttp.ask(
            http.port(),
            "GET /open HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(20_000) + "\r\n\r\n");
    String uri =
        RawHttp.ask(
            http.port(), "GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");

    assertThat(headers).startsWith("HTTP/1.1 431 ").contains("{\"error\":");
    assertThat(uri).startsWith("HTTP/1.1 414 ").contains("{\"error\":");
  }

  @Test
  void aHeadThatTricklesIsGivenUp() throws Exception {
    try (RawHttp slow = new RawHttp(http.port())) {
      slow.send("GET /open HTTP/1.1\r\nHost: localhost\r\n");
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 200; i++) {
                  slow.send("X: y\r\n");
                  TimeUnit.MILLISECONDS.sleep(50);
                }
              })
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void aBodyThatTricklesIsGivenUp() throws Exception {
    try (RawHttp slow = new RawHttp(http.port())) {
      slow.send(
          "POST /echo HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n"
              .formatted(ANNOTATE));
      Thread trickle =
          new Thread(
              () -> {
                try {
                  for (int i = 0; i < 900; i++) {
                    slow.send("x");
                    TimeUnit.MILLISECONDS.sleep(50);
                  }
                } catch (IOException | InterruptedException e) {
                  // As it should be.
                }
              });
      trickle.start();
      String answer = slow.readAll();
      trickle.interrupt();
      trickle.join();

      assertThat(answer).startsWith("HTTP/1.1 408 ").contains("too_slow");
    }
  }

  /** What the kernel has taken already still arrives; the server itself holds nothing any more. */
  @Test
  void anAnswerThatIsSippedIsGivenUp() throws Exception {
    try (RawHttp slow = new RawHttp(http.port())) {
      slow.send("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(slow.sip(1000)).isEqualTo(1000);
      assertThat(http.connections()).isEqualTo(1);

      int all = 1000;
      while (http.connections() > 0 && all < LARGE) {
        all += slow.sip(8_000);
        TimeUnit.MILLISECONDS.sleep(1); // slower than the server's patience, never idle
      }

      assertThat(all).as("bytes read while the server waited").isLessThan(LARGE);
      assertThat(http.connections()).isZero();
    }
  }

  @Test
  void aPortInUseIsSaidInOneLine() throws Exception {
    HttpOptions same = new HttpOptions("127.0.0.1", http.port(), null, TOKENS, LEAST);
    try (HttpService second = new HttpService(same, List.of())) {
      assertThatThrownBy(second::start)
          .isInstanceOf(AddressInUseException.class)
          .hasMessageContaining(":" + http.port())
          .hasMessageContaining("tidemark.http.port")
          .message()
          .doesNotContain("\n");
    }
  }

  @Test
  void closingEndsStreams() throws Exception {
    HttpResponse<InputStream> answer =
        client.send(request("/stream", READ).build(), BodyHandlers.ofInputStream());
    assertThat(answer.body().read()).isEqualTo('d');

    http.close();

    assertThat(streamLeft.await(20, TimeUnit.SECONDS)).isTrue();
  }
}
