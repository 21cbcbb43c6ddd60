package dev.tidemark.guarantee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.spi.IThrowableProxy;
import com.sun.management.UnixOperatingSystemMXBean;
import dev.tidemark.app.Given;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.web.WebContext;
import dev.tidemark.app.web.WebServer;
import dev.tidemark.guarantee.promise.Delivery;
import dev.tidemark.guarantee.world.HttpCrowd;
import dev.tidemark.guarantee.world.Input;
import dev.tidemark.guarantee.world.Instance;
import dev.tidemark.stream.Broker;
import dev.tidemark.stream.StreamSettings.GroupProtocol;
import dev.tidemark.stream.StreamSettings.Guarantee;
import dev.tidemark.stream.WithBroker;
import dev.tidemark.testing.LogCapture;
import dev.tidemark.testing.RawHttp;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * While texts stream, the HTTP server beside the tagger is asked by everybody who means ill: the
 * stream keeps its promises, no request makes anything fail, and nothing that was sent is in a log.
 */
@WithBroker
@Tag("slow")
@Timeout(300)
class HttpAbuseScenariosTest {

  private static final String TOKEN = HttpCrowd.MARK + "-token-0123456789";
  private static final int MANY = 10_000;
  private static final int FEWER = 2_000;
  private static final int ANSWERS = 300;

  /** Of a crowd: so many that the limit for each leaves room for all of {@link #MANY}. */
  private static final int ADDRESSES = 250;

  private static final String ONE_ADDRESS = "127.0.0.66";
  private static final String PAGE =
      "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

  private final Broker broker;
  @RegisterExtension final LogCapture log = new LogCapture();
  @TempDir Path folder;

  HttpAbuseScenariosTest(Broker broker) {
    this.broker = broker;
  }

  @BeforeEach
  void requireAddresses() {
    assumeTrue(
        HttpCrowd.mayComeFrom(ONE_ADDRESS),
        "this system gives clients no loopback address but 127.0.0.1; Linux does");
  }

  @ParameterizedTest
  @CsvSource({
    "EXACTLY_ONCE_V2, CLASSIC",
    "EXACTLY_ONCE_V2, STREAMS",
    "AT_LEAST_ONCE, CLASSIC",
    "AT_LEAST_ONCE, STREAMS"
  })
  void theStreamGoesOn(Guarantee guarantee, GroupProtocol protocol) throws Exception {
    try (GuaranteeRun run = new GuaranteeRun(broker, guarantee, protocol)) {
      List<Input> texts = run.tenThousand();
      Instance instance = run.start();
      try (WebServer web = server(run, instance)) {
        int port = web.uri().getPort();
        HttpCrowd crowd =
            new HttpCrowd(
                port, TOKEN, connections(), HttpCrowd.manyAddresses(ADDRESSES), run.random());
        try (crowd) {
          await()
              .atMost(Duration.ofMinutes(2))
              .until(() -> crowd.opened() >= connections() && crowd.trickled() > 500);
          // Half of the stream while all doors are blocked, half while noise gets through.
          run.send(texts.subList(0, texts.size() / 2));
          run.awaitAll();
          crowd.endFlood();
          int before = crowd.answers();
          run.send(texts.subList(texts.size() / 2, texts.size()));
          run.awaitAll();
          run.awaitUntil(() -> crowd.answers() > before + ANSWERS);
        }
        System.out.printf(
            "%d connections, %d bytes one at a time, answers by status: %s%n",
            crowd.opened(), crowd.trickled(), crowd.statuses());
        assertThat(crowd.failures()).as("status 500").isEmpty();
        assertItAnswersAgain(port);
      }
      run.check(guarantee == Guarantee.EXACTLY_ONCE_V2 ? Delivery.ONCE : Delivery.MAY_REPEAT);
      assertNothingWasLogged();
    }
  }

  @Test
  void whoHasOneAddressMeetsTheLimitAndOthersAreServed() throws Exception {
    try (GuaranteeRun run =
        new GuaranteeRun(broker, Guarantee.EXACTLY_ONCE_V2, GroupProtocol.CLASSIC)) {
      List<Input> texts = run.tenThousand();
      Instance instance = run.start();
      try (WebServer web = server(run, instance)) {
        int port = web.uri().getPort();
        try (HttpCrowd crowd =
            new HttpCrowd(port, TOKEN, FEWER, List.of(ONE_ADDRESS), run.random())) {
          // The rate is not limited here, so whoever is told 429 has too many connections.
          run.awaitUntil(() -> crowd.opened() >= FEWER && crowd.statuses().containsKey(429));
          run.send(texts);
          for (int i = 0; i < 50; i++) {
            assertThat(RawHttp.ask(port, PAGE)).startsWith("HTTP/1.1 200 ");
          }
          run.awaitAll();
          assertThat(RawHttp.ask(port, PAGE)).startsWith("HTTP/1.1 200 ");
          System.out.printf("from one address, answers by status: %s%n", crowd.statuses());
          assertThat(crowd.failures()).as("status 500").isEmpty();
        }
      }
      run.check(Delivery.ONCE);
      assertNothingWasLogged();
    }
  }

  /** As many as are wanted, where this machine lets a process have them. */
  private static int connections() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean os
            && os.getMaxFileDescriptorCount() > MANY + 5_000
        ? MANY
        : FEWER;
  }

  private WebServer server(GuaranteeRun run, Instance instance) {
    Configuration settings =
        Given.serving(folder, TOKEN)
            .with("tidemark.topics.texts", run.topics().texts())
            .with("tidemark.topics.tagged", run.topics().tagged())
            .with("tidemark.topics.dead-letters", run.topics().deadLetters())
            .settings();
    return Objects.requireNonNull(
        WebServer.start(new WebContext(settings, broker.bootstrapServers(), instance.tagger())));
  }

  private static void assertItAnswersAgain(int port) {
    String body = "{\"text\":\"Ada is here\"}";
    String request =
        "POST /api/v1/tag HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
            .formatted(body.length(), body);
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> RawHttp.ask(port, request).startsWith("HTTP/1.1 200 "));
  }

  private void assertNothingWasLogged() {
    assertThat(log.events())
        .allSatisfy(
            event -> {
              assertThat(event.getFormattedMessage()).doesNotContain(HttpCrowd.MARK);
              for (IThrowableProxy t = event.getThrowableProxy(); t != null; t = t.getCause()) {
                assertThat(t.getMessage() == null ? "" : t.getMessage())
                    .doesNotContain(HttpCrowd.MARK);
              }
            });
  }
}
