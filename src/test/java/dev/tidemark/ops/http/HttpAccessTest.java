package dev.tidemark.ops.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.testing.RawHttp;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may ask for what, and how often. */
class HttpAccessTest extends HttpServiceWorld {

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
}
