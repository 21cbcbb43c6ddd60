package dev.tidemark.ops.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.testing.RawHttp;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no browser sends, and what never comes to its end. */
class HttpAbuseTest extends HttpServiceWorld {

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
}
