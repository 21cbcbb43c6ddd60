package dev.tidemark.ops.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidemark.ops.http.HttpOptions;
import dev.tidemark.ops.http.HttpService;
import dev.tidemark.ops.http.Tokens;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The feed over a real server, with browsers that read, that do not, and that leave. */
@Timeout(60)
class FeedRouteTest {

  private static final FeedLimits LIMITS =
      new FeedLimits(2, 1_000_000, 1 << 20, 1 << 18, Duration.ofMillis(500));

  private static final HttpOptions OPTIONS =
      new HttpOptions(
          "127.0.0.1",
          0,
          null,
          Tokens.none(),
          new HttpOptions.Limits(1024, 1000, 100, 0, Duration.ofSeconds(2)));

  private final FeedHub hub = new FeedHub(LIMITS);
  private final HttpService http = new HttpService(OPTIONS, List.of(FeedRoute.of(hub)));

  @BeforeEach
  void start() throws IOException {
    http.start();
  }

  @AfterEach
  void stop() {
    hub.close();
    http.close();
  }

  @Test
  void everybodyWhoWatchesGetsEveryRecord() throws Exception {
    HttpResponse<InputStream> one = watch();
    HttpResponse<InputStream> other = watch();
    assertThat(one.headers().firstValue("content-type"))
        .hasValue("text/event-stream; charset=utf-8");
    assertThat(one.headers().firstValue("cache-control")).hasValue("no-store");
    await().until(() -> hub.watching() == 2);

    hub.publish("1-42", "{\n\"text\":\"Zoë 🎉\"}".getBytes(UTF_8));
    for (HttpResponse<InputStream> each : List.of(one, other)) {
      BufferedReader lines = new BufferedReader(new InputStreamReader(each.body(), UTF_8));
      assertThat(lines.readLine()).isEqualTo("retry: 2000");
      assertThat(lines.readLine()).isEmpty();
      String line = lines.readLine();
      while (line.isEmpty() || line.startsWith(":")) {
        line = lines.readLine();
      }
      assertThat(line).isEqualTo("event: tagged");
      assertThat(lines.readLine()).isEqualTo("id: 1-42");
      assertThat(lines.readLine()).isEqualTo("data: { \"text\":\"Zoë 🎉\"}");
      assertThat(lines.readLine()).isEmpty();
    }

    HttpResponse<InputStream> third = watch();
    assertThat(third.statusCode()).isEqualTo(503);
    assertThat(new String(third.body().readAllBytes(), UTF_8))
        .contains("\"busy\"")
        .contains("2 browsers watch the feed already");
    one.body().close();
    await("a place is free again").until(hub::hasRoom);
    other.body().close();
  }

  @Test
  void aBrowserThatDoesNotReadHoldsNobodyUpAndIsDropped() throws Exception {
    try (Socket asleep = new Socket()) {
      asleep.setReceiveBufferSize(4096);
      asleep.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), http.port()));
      asleep
          .getOutputStream()
          .write("GET /api/v1/feed HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(UTF_8));
      await().until(() -> hub.watching() == 1);
      byte[] record = ("{\"text\":\"" + "x".repeat(100_000) + "\"}").getBytes(UTF_8);
      long began = System.nanoTime();
      for (int i = 0; i < 2_000; i++) {
        hub.publish("0-" + i, record);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - began))
          .as("200 MB were published past it")
          .isLessThan(Duration.ofSeconds(20));
      await("it is dropped").atMost(Duration.ofSeconds(30)).until(() -> hub.watching() == 0);
    }
  }

  @Test
  void theEndOfTheFeedEndsTheLines() throws Exception {
    HttpResponse<InputStream> one = watch();
    await().until(() -> hub.watching() == 1);
    hub.close();
    assertThat(new String(one.body().readAllBytes(), UTF_8)).startsWith("retry: 2000");
    assertThat(hub.awaitWatched()).as("whoever publishes can stop").isFalse();
  }

  @Test
  void aRecordTooLargeIsCountedInstead() throws Exception {
    HttpResponse<InputStream> one = watch();
    await().until(() -> hub.watching() == 1);
    hub.publish("0-1", new byte[LIMITS.recordBytes() + 1]);
    BufferedReader lines = new BufferedReader(new InputStreamReader(one.body(), UTF_8));
    String line = lines.readLine();
    while (!line.startsWith("event:")) {
      line = lines.readLine();
    }
    assertThat(line).isEqualTo("event: sampled");
    assertThat(lines.readLine()).isEqualTo("data: {\"shown\":0,\"passed_over\":1}");
    one.body().close();
  }

  @Test
  void whoAsksForWhatIsRareGetsAllOfIt() throws Exception {
    try (FeedHub slow =
            new FeedHub(new FeedLimits(4, 3, 1 << 20, 1 << 18, Duration.ofSeconds(5)), () -> 0);
        HttpService server = new HttpService(OPTIONS, List.of(FeedRoute.of(slow)))) {
      server.start();
      HttpResponse<InputStream> rare =
          watch(server, "?type=PER&source=caf%C3%A9%20%26&model=m%401");
      await().until(() -> slow.watching() == 1);
      for (int i = 0; i < 1_000; i++) {
        slow.publish("0-" + i, record("LOC", "café &", "m@1"));
        slow.publish("1-" + i, record("PER", "other", "m@1"));
        slow.publish("2-" + i, record("PER", "café &", "m@2"));
        slow.publish("3-" + i, "no JSON".getBytes(UTF_8));
        if (i >= 997) {
          slow.publish("rare-" + i, record("PER", "café &", "m@1"));
        }
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(rare.body(), UTF_8));
      assertThat(lines.lines().filter(line -> line.startsWith("id: ")).limit(3))
          .as("three a second are shown, and three are what was asked for")
          .containsExactly("id: rare-997", "id: rare-998", "id: rare-999");
      rare.body().close();
    }
  }

  private static byte[] record(String type, String source, String model) {
    return "{\"text\":\"x\",\"source\":\"%s\",\"entities\":[{\"type\":\"%s\"}],\"model\":{\"ner\":\"%s\"}}"
        .formatted(source, type, model)
        .getBytes(UTF_8);
  }

  private HttpResponse<InputStream> watch() throws IOException, InterruptedException {
    return watch(http, "");
  }

  private static HttpResponse<InputStream> watch(HttpService server, String query)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(server.uri().resolve("/api/v1/feed" + query))
            .header("Accept", "text/event-stream")
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofInputStream());
  }
}
