package dev.tidemark.ops.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidemark.testing.RawHttp;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What one client can hold of the server, and that the others do not notice. */
@Timeout(120)
class AddressLimitTest {

  private static final String GREEDY = "127.0.0.2";
  private static final String PROBE = "127.0.0.1";
  private static final int ALL = 30;
  private static final int ONE = 10;
  private static final int ALL_STREAMS = 64;
  private static final String GET =
      "GET /open HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

  private final List<RawHttp> clients = new ArrayList<>();
  private final List<HttpService> open = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (RawHttp client : clients) {
      client.close();
    }
    open.forEach(HttpService::close);
  }

  private HttpService service(int ofOne) throws IOException {
    return service(ALL, ofOne);
  }

  private HttpService service(int all, int ofOne) throws IOException {
    HttpService http =
        new HttpService(
            new HttpOptions(
                "127.0.0.1",
                0,
                null,
                Tokens.none(),
                // Nobody is closed for being idle while this goes on.
                new HttpOptions.Limits(1000, 10_000, all, ofOne, Duration.ofMinutes(5))),
            List.of(
                Route.open("/open", call -> Answer.of(200, "text/plain", "yes".getBytes(UTF_8))),
                Route.open("/stream", call -> Answer.stream("text/plain", AddressLimitTest::go))));
    open.add(http);
    http.start();
    return http;
  }

  private static void go(OutputStream out) throws IOException, InterruptedException {
    while (true) {
      out.write('x');
      Thread.sleep(10);
    }
  }

  private RawHttp connect(HttpService http, String from) throws IOException {
    RawHttp client = new RawHttp(http.port(), from);
    clients.add(client);
    return client;
  }

  private static String ask(HttpService http, String from) throws IOException {
    try (RawHttp client = new RawHttp(http.port(), from)) {
      return client.send(GET).readAll();
    }
  }

  @Test
  void oneClientWithThousandsOfConnectionsKeepsNobodyOut() throws IOException {
    HttpService http = service(ONE);
    for (int i = 0; i < 2_000; i++) {
      RawHttp idle = connect(http, GREEDY);
      if (i < ONE) {
        idle.send("GET /open HTTP/1.1\r\n"); // a head that never ends
      }
    }

    for (int i = 0; i < ONE - 1; i++) {
      assertThat(ask(http, PROBE)).startsWith("HTTP/1.1 200 ");
    }

    await().until(() -> http.refusals().of(Refusals.Of.CONNECTIONS) == 2_000 - ONE);
    assertThat(http.connections()).isBetween(ONE, ONE + 1);
  }

  @Test
  void itIsToldWhyAndMayComeAgainWhenItHasClosedOne() throws IOException {
    HttpService http = service(ONE);
    for (int i = 0; i < ONE; i++) {
      connect(http, GREEDY);
    }
    await().until(() -> http.connections() == ONE);

    assertThat(ask(http, GREEDY))
        .startsWith("HTTP/1.1 429 Too Many Requests\r\n")
        .contains("Retry-After: 1\r\n")
        .contains("\"code\":\"too_many_connections\"")
        .contains("10 connections", "tidemark.http.max-connections-per-address");
    clients.get(0).close();
    await().until(() -> ask(http, GREEDY).startsWith("HTTP/1.1 200 "));
    // What was refused, or is over, holds no place: a client may ask on and on.
    for (int i = 0; i < 2 * ONE; i++) {
      await().until(() -> ask(http, GREEDY).startsWith("HTTP/1.1 200 "));
    }
  }

  @Test
  void behindAProxyAllOfThemAreTaken() throws IOException {
    HttpService http = service(0);
    for (int i = 0; i < ALL - 1; i++) {
      connect(http, GREEDY);
    }

    assertThat(ask(http, GREEDY)).startsWith("HTTP/1.1 200 ");
    assertThat(http.refusals().of(Refusals.Of.CONNECTIONS)).isZero();
  }

  @Test
  void oneClientHasHalfOfAllStreamsAtMost() throws IOException {
    HttpService http = service(ALL_STREAMS, ALL_STREAMS);
    for (int i = 0; i < ALL_STREAMS / 2; i++) {
      assertThat(stream(http, GREEDY)).startsWith("HTTP/1.1 200 ");
    }

    String refused = stream(http, GREEDY);
    assertThat(refused).startsWith("HTTP/1.1 503 ");
    assertThat(stream(http, PROBE)).startsWith("HTTP/1.1 200 ");
    assertThat(http.refusals().of(Refusals.Of.STREAMS)).isEqualTo(1);
    clients.get(0).close();
    await().until(() -> stream(http, GREEDY).startsWith("HTTP/1.1 200 "));
  }

  /** Only what is there at first: the rest never ends. */
  private String stream(HttpService http, String from) throws IOException {
    RawHttp client = connect(http, from).send("GET /stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
    return client.sipText(13);
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1, true",
    "192.0.2.1, 192.0.2.2, false",
    "192.0.2.1, ::ffff:192.0.2.1, true",
    "2001:db8:1:2::1, 2001:db8:1:2:ffff::9, true",
    "2001:db8:1:2::1, 2001:db8:1:3::1, false",
    "::1, 127.0.0.1, false"
  })
  void whoIsOneClient(InetAddress a, InetAddress b, boolean one) {
    assertThat(Client.at(a).equals(Client.at(b))).isEqualTo(one);
  }
}
