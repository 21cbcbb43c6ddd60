package dev.tidemark.ops.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.testing.RawHttp;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What the server does with a request before and after its route. */
class HttpServiceTest extends HttpServiceWorld {

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
