package dev.tidemark.app.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link FeedClient} against a server that does all a server may do. */
@Timeout(60)
class FeedClientTest {

  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
  private static final FeedState.Validators NEW = FeedState.Validators.NONE;
  private static final FeedClient.Limits LIMITS =
      new FeedClient.Limits(Duration.ofMillis(700), 10_000);

  private final AtomicReference<FeedServer.Answer> next =
      new AtomicReference<>(FeedServer.Answer.of(404, ""));
  private final FeedServer server =
      new FeedServer(
          request ->
              request.path().startsWith("/to/")
                  ? FeedServer.Answer.redirect(request.path().substring(4))
                  : request.path().equals("/round")
                      ? FeedServer.Answer.redirect("/round")
                      : Objects.requireNonNull(next.get()));

  /** By its name the server counts as of the world outside, by its number as of the own network. */
  private final Network nameIsOutside = host -> !host.equals("localhost");

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void asksAsItShouldAndTellsWhatCame() throws Exception {
    next.set(
        FeedServer.Answer.of(200, "<rss/>")
            .with("Content-Type", "text/xml")
            .with("ETag", "\"7\"")
            .with("Last-Modified", "Sat, 28 Nov 2026 10:00:00 GMT")
            .with("Cache-Control", "public, max-age=900"));

    FeedAnswer.Document document = (FeedAnswer.Document) fetch(server.at("/feed"), NEW);

    assertThat(document.body()).isEqualTo("<rss/>".getBytes(UTF_8));
    assertThat(document.contentType()).isEqualTo("text/xml");
    assertThat(document.fresh()).isEqualTo(Duration.ofMinutes(15));
    var asked = server.requests().get(0).headers();
    assertThat(asked.get("User-agent")).contains("Tidemark");
    assertThat(asked).doesNotContainKeys("If-none-match", "If-modified-since");

    next.set(FeedServer.Answer.of(304, ""));
    assertThat(fetch(server.at("/feed"), document.validators()))
        .isInstanceOf(FeedAnswer.Unchanged.class);
    asked = server.requests().get(1).headers();
    assertThat(asked.get("If-none-match")).isEqualTo("\"7\"");
    assertThat(asked.get("If-modified-since")).isEqualTo("Sat, 28 Nov 2026 10:00:00 GMT");
  }

  @Test
  void unpacksGzipAndBoundsWhatComesOutOfIt() throws Exception {
    next.set(FeedServer.Answer.of(200, "x".repeat(9_000)).gzipped());
    assertThat(((FeedAnswer.Document) fetch(server.at("/"), NEW)).body()).hasSize(9_000);

    next.set(FeedServer.Answer.of(200, "x".repeat(5_000_000)).gzipped());
    assertThat(failure(server.at("/"))).contains("more than 10000 bytes");
  }

  @Test
  void neverWaitsForLongNorReadsMuch() throws Exception {
    next.set(FeedServer.Answer.never());
    assertThat(failure(server.at("/"))).contains("no whole answer within");
    next.set(FeedServer.Answer.of(200, "x".repeat(20_000)));
    assertThat(failure(server.at("/"))).contains("more than 10000 bytes");
    assertThat(failure(URI.create("http://localhost:1/"))).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "503, 120, 120",
    "429, 'Sat, 28 Nov 2026 12:30:00 GMT', 1800",
    "500, soon, ",
    "404, , "
  })
  void failuresSayWhenToComeBack(int status, String retryAfter, Long seconds) throws Exception {
    FeedServer.Answer answer = FeedServer.Answer.of(status, "oops");
    next.set(retryAfter == null ? answer : answer.with("Retry-After", retryAfter));

    FeedAnswer.Failed failed = (FeedAnswer.Failed) fetch(server.at("/"), NEW);

    assertThat(failed.reason()).isEqualTo("HTTP status " + status);
    assertThat(failed.retryAfter()).isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds));
  }

  @Test
  void followsRedirectsWithinTheWorldOutside() throws Exception {
    next.set(FeedServer.Answer.of(200, "there"));
    assertThat(fetch(server.at("/to//feed"), NEW)).isInstanceOf(FeedAnswer.Document.class);
    assertThat(failure(server.at("/round"))).contains("more than 5 times");
  }

  @Test
  void aRedirectNeverLeadsFromOutsideIntoTheOwnNetwork() throws Exception {
    next.set(FeedServer.Answer.of(200, "a secret"));

    assertThat(failure(server.at("/to/" + server.byNumber("/metadata"))))
        .isEqualTo("redirects into this machine's own network");
    assertThat(server.requests()).noneMatch(request -> request.path().equals("/metadata"));

    // Inside, everybody knows everybody; but who has been outside does not come back in.
    assertThat(fetch(server.byNumber("/to/" + server.byNumber("/feed")), NEW))
        .isInstanceOf(FeedAnswer.Document.class);
    assertThat(failure(server.byNumber("/to/" + server.at("/to/" + server.byNumber("/metadata")))))
        .isEqualTo("redirects into this machine's own network");
    assertThat(server.requests()).noneMatch(request -> request.path().equals("/metadata"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc/passwd", "ftp://localhost/x", "gopher://localhost/"})
  void aRedirectLeadsToHttpOnly(String elsewhere) throws Exception {
    assertThat(failure(server.at("/to/" + elsewhere))).contains("no address of http or https");
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, true",
    "10.1.2.3, true",
    "172.31.0.1, true",
    "172.32.0.1, false",
    "192.168.1.1, true",
    "169.254.169.254, true",
    "100.64.0.1, true",
    "100.128.0.1, false",
    "0.1.2.3, true",
    "224.0.0.1, true",
    "8.8.8.8, false",
    "::1, true",
    "fe80::1, true",
    "fd00::1, true",
    "::ffff:10.0.0.1, true",
    "64:ff9b::a00:1, true",
    "64:ff9b::808:808, false",
    "2002:a00:1::, true",
    "2606:4700::1, false"
  })
  void knowsTheOwnNetworkByItsAddresses(String address, boolean inside) throws Exception {
    assertThat(Network.isInside(InetAddress.getByName(address))).isEqualTo(inside);
  }

  private String failure(URI address) throws InterruptedException {
    return ((FeedAnswer.Failed) fetch(address, NEW)).reason();
  }

  private FeedAnswer fetch(URI address, FeedState.Validators known) throws InterruptedException {
    return new FeedClient(nameIsOutside, LIMITS, () -> NOW).fetch(address, known);
  }
}
