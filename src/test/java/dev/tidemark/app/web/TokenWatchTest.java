package dev.tidemark.app.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tidemark.app.Given;
import dev.tidemark.app.cli.UsageException;
import dev.tidemark.ops.http.Bearer;
import dev.tidemark.ops.http.Tokens;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Tokens of several persons in a file: withdrawn, renewed and mistyped while the server runs. */
@Timeout(180)
class TokenWatchTest {

  private static final String ADA = "token-of-ada-0123456789";
  private static final String BOB = "token-of-bob-0123456789";
  private static final String NEW = "token-of-new-0123456789";
  private static final Duration SOON = TokenWatch.PAUSE.multipliedBy(10);

  private final HttpClient client = HttpClient.newHttpClient();
  @TempDir Path folder;
  private @Nullable WebServer web;

  private WebServer start(String... more) throws IOException {
    Given given =
        Given.nothing()
            .with("tidemark.http.port", 0)
            .with("tidemark.store.url", folder.resolve("store"));
    for (int i = 0; i < more.length; i += 2) {
      given.with(more[i], more[i + 1]);
    }
    WebServer started =
        Objects.requireNonNull(
            WebServer.start(new WebContext(given.settings(), "localhost:1", null)));
    web = started;
    return started;
  }

  private String file(String text) throws IOException {
    // As a secret in Kubernetes changes: at once, or a half-written one could be read.
    Path next = Files.writeString(folder.resolve("next"), text);
    Path file = folder.resolve("readers");
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return "file:" + file;
  }

  @AfterEach
  void stop() {
    if (web != null) {
      web.close();
    }
  }

  private int status(WebServer server, String token) throws Exception {
    return ask(server, "/api/v1/session", token, BodyHandlers.ofString()).statusCode();
  }

  private <T> HttpResponse<T> ask(
      WebServer server, String path, String token, HttpResponse.BodyHandler<T> body)
      throws Exception {
    return client.send(
        HttpRequest.newBuilder(server.uri().resolve(path))
            .header("Authorization", "Bearer " + token)
            .build(),
        body);
  }

  @Test
  void onePersonsTokenIsWithdrawnAndTheOthersStay() throws Exception {
    WebServer server =
        start("tidemark.http.token.read", file("ada:" + ADA + "\nbob:" + BOB + "\n"));
    assertThat(status(server, ADA)).isEqualTo(200);
    assertThat(status(server, BOB)).isEqualTo(200);
    InputStream feed = ask(server, "/api/v1/feed", ADA, BodyHandlers.ofInputStream()).body();

    file("bob:" + BOB + "\ncleo:" + NEW + "\n");

    await().atMost(SOON).until(() -> status(server, ADA) == 401);
    assertThat(status(server, BOB)).isEqualTo(200);
    assertThat(status(server, NEW)).isEqualTo(200);
    assertThatThrownBy(feed::readAllBytes)
        .as("what was open is cut off")
        .isInstanceOf(IOException.class);
  }

  @Test
  void whatIsWrongGivesNobodyATokenAndOpensNothing() throws Exception {
    WebServer server = start("tidemark.http.token.read", file("ada:" + ADA + "\nbob:" + BOB));

    file("ada:" + ADA + "\nbob:short");
    await().atMost(SOON).until(() -> status(server, BOB) == 401);
    assertThat(status(server, ADA)).as("the right line is as good as before").isEqualTo(200);

    Files.delete(folder.resolve("readers"));
    await().atMost(SOON).until(() -> status(server, ADA) == 401);
    HttpResponse<String> anybody =
        client.send(
            HttpRequest.newBuilder(server.uri().resolve("/api/v1/models")).build(),
            BodyHandlers.ofString());
    assertThat(anybody.statusCode()).isEqualTo(401);

    file("ada:" + ADA);
    await().atMost(SOON).until(() -> status(server, ADA) == 200);
  }

  @Test
  void whatIsWrongAtTheStartIsSaidWithoutAnyToken() throws Exception {
    String file = file("ada:" + ADA + "\nbob: oh no " + BOB + "\nfile:/else\n");

    assertThatThrownBy(
            () -> start("tidemark.http.token.annotate", file, "tidemark.http.token.operate", ADA))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("tidemark.http.token.annotate: " + folder.resolve("readers"))
        .hasMessageContaining("entry 2 is no token; 16 to 512")
        .hasMessageContaining("a file names no other file")
        .hasMessageContaining("tidemark.http.token.operate: a token stands there already")
        .hasMessageNotContaining(BOB);
  }

  @Test
  void whatHasEndedIsRefusedAndSaysSo() throws Exception {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    WebServer server =
        start(
            "tidemark.http.token.read",
            file(
                "ada:%s until %s\nbob:%s until %s\n"
                    .formatted(ADA, today.minusDays(1), BOB, today.plusDays(1))));

    HttpResponse<String> over = ask(server, "/api/v1/session", ADA, BodyHandlers.ofString());
    assertThat(over.statusCode()).isEqualTo(401);
    assertThat(over.body()).contains("this token was good until " + today.minusDays(1));
    assertThat(status(server, BOB)).isEqualTo(200);

    file("ada:%s until %s\nbob:%s\n".formatted(ADA, today.plusDays(9), BOB));
    await().atMost(SOON).until(() -> status(server, ADA) == 200);
  }

  @Test
  void thatATokenEndsIsSaidInTimeAndOnce() throws IOException {
    String setting = file("ada:%s until 2027-01-31\nbob:%s\n".formatted(ADA, BOB));
    TokenFiles files =
        new TokenFiles(Given.nothing().with("tidemark.http.token.annotate", setting).settings());
    AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2027-01-24T23:59:59Z"));
    List<Bearer> first = files.require();
    Tokens tokens = new Tokens(first, now::get);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    Logger logger = (Logger) LoggerFactory.getLogger(TokenWatch.class);
    log.start();
    logger.addAppender(log);
    try (TokenWatch watch = TokenWatch.start(files, first, List.of(), tokens)) {
      assertThat(log.list).isEmpty();
      for (String time :
          List.of("25T00:00:00Z", "29T12:00:00Z", "30T23:59:59Z", "31T00:00:00Z", "31T23:59:59Z")) {
        now.set(Instant.parse("2027-01-" + time));
        watch.look();
        watch.look();
      }
      now.set(Instant.parse("2027-02-01T00:00:00Z"));
      watch.look();
      watch.look();
    } finally {
      logger.detachAppender(log);
    }
    assertThat(log.list.stream().map(ILoggingEvent::getFormattedMessage))
        .containsExactly(
            "the token of ada for ANNOTATE ends soon: it is good until 2027-01-31, in UTC",
            "the token of ada for ANNOTATE ends soon: it is good until 2027-01-31, in UTC",
            "the token of ada for ANNOTATE has ended: it was good until 2027-01-31");
  }
}
