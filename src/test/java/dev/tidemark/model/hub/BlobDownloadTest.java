package dev.tidemark.model.hub;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.testing.LocalHub;
import dev.tidemark.testing.LocalHub.Request;
import dev.tidemark.testing.Seeds;
import dev.tidemark.testing.TinyBert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transfers that go wrong. */
class BlobDownloadTest {

  private static final String WEIGHTS = "model.safetensors";

  @TempDir Path folder;
  private Path cache;
  private LocalHub hub;
  private byte[] weights;

  @BeforeEach
  void start() throws IOException {
    cache = folder.resolve("cache");
    TinyBert.ofSeed(1).write(folder.resolve("tiny"), "bert.");
    weights = new byte[300_000];
    Seeds.random("BlobDownloadTest").nextBytes(weights);
    hub = new LocalHub().withFolder(folder.resolve("tiny")).with(WEIGHTS, weights);
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  @Test
  void aTransferThatBreaksOffIsContinued() throws Exception {
    hub.breakingOff(WEIGHTS, 100_000);
    HubCalls calls = new HubCalls(hub, cache);

    HubSnapshot snapshot = calls.fetch();

    assertThat(snapshot.folder().resolve(WEIGHTS)).hasBinaryContent(weights);
    assertThat(atStore()).extracting(Request::status).containsExactly(200, 206);
    assertThat(from(atStore().get(1))).isBetween(1, 100_000);
    assertThat(calls.notices).singleElement().asString().contains("broke off");
    assertThat(calls.pauses).containsExactly(Duration.ofSeconds(1));
  }

  @Test
  void aServerThatFallsSilentIsLeft() throws Exception {
    hub.fallingSilent(WEIGHTS, 100_000);
    HubCalls calls = new HubCalls(hub, cache).stallTimeout(Duration.ofSeconds(1));

    HubSnapshot snapshot = calls.fetch();

    assertThat(snapshot.folder().resolve(WEIGHTS)).hasBinaryContent(weights);
    assertThat(atStore()).extracting(Request::status).containsExactly(200, 206);
  }

  @Test
  void whatAnEarlierRunLeftIsTakenUp() throws Exception {
    Path partial = incomplete();
    Files.createDirectories(partial.getParent());
    Files.write(partial, Arrays.copyOf(weights, 70_000));
    HubCalls calls = new HubCalls(hub, cache);

    HubSnapshot snapshot = calls.fetch();

    assertThat(snapshot.folder().resolve(WEIGHTS)).hasBinaryContent(weights);
    assertThat(atStore()).extracting(Request::range).containsExactly("bytes=70000-");
    assertThat(calls.events).contains("started model.safetensors 70000/300000");
    assertThat(partial).doesNotExist();
  }

  @Test
  void aServerThatCannotContinueSendsAllOfIt() throws Exception {
    hub.ignoringRanges().breakingOff(WEIGHTS, 100_000);

    HubSnapshot snapshot = new HubCalls(hub, cache).fetch();

    assertThat(snapshot.folder().resolve(WEIGHTS)).hasBinaryContent(weights);
    assertThat(atStore()).extracting(Request::status).containsExactly(200, 200);
  }

  /** The server's file is shorter than what is there: 416, then all of it, then found too short. */
  @Test
  void aRangeBeyondTheEndStartsAnew() throws Exception {
    Path partial = incomplete();
    Files.createDirectories(partial.getParent());
    Files.write(partial, new byte[200_000]);
    hub.sending(WEIGHTS, new byte[150_000]);

    assertThatThrownBy(() -> new HubCalls(hub, cache).fetch())
        .isInstanceOf(HubException.class)
        .hasMessageContaining("150000 bytes where the Hub says 300000");

    assertThat(atStore()).extracting(Request::status).containsExactly(416, 200);
    assertThat(partial).doesNotExist();
  }

  @Test
  void aPartialFileLongerThanTheWholeIsDropped() throws Exception {
    Path partial = incomplete();
    Files.createDirectories(partial.getParent());
    Files.write(partial, new byte[400_000]);

    assertThat(new HubCalls(hub, cache).fetch().folder().resolve(WEIGHTS))
        .hasBinaryContent(weights);
  }

  @Test
  void aWrongChecksumIsRefusedAndNothingStays() throws Exception {
    byte[] other = weights.clone();
    other[123_456]++;
    hub.sending(WEIGHTS, other);

    assertThatThrownBy(() -> new HubCalls(hub, cache).fetch())
        .isInstanceOf(HubException.class)
        .hasMessageContaining("model.safetensors of hf://tiny/model does not have the checksum")
        .hasMessageContaining("SHA-256")
        .hasMessageNotContaining("signature");

    assertThat(filesNamed(LocalHub.hash("SHA-256", weights))).isEmpty();
    hub.sending(WEIGHTS, weights);
    assertThat(new HubCalls(hub, cache).fetch().folder().resolve(WEIGHTS))
        .hasBinaryContent(weights);
  }

  @Test
  void aSmallFileIsCheckedToo() throws Exception {
    byte[] config = Files.readAllBytes(folder.resolve("tiny/config.json"));
    hub.sending("config.json", new String(config, UTF_8).replace("0.1", "0.2").getBytes(UTF_8));

    assertThatThrownBy(() -> new HubCalls(hub, cache).fetch())
        .isInstanceOf(HubException.class)
        .hasMessageContaining("config.json of hf://tiny/model does not have the checksum");

    assertThat(filesNamed(LocalHub.gitBlobId(config))).isEmpty();
  }

  @Test
  void aFileThatIsTooLongIsRefused() throws Exception {
    hub.sending(WEIGHTS, new byte[300_001]);

    assertThatThrownBy(() -> new HubCalls(hub, cache).fetch())
        .isInstanceOf(HubException.class)
        .hasMessageContaining("more bytes where the Hub says 300000");

    assertThat(filesNamed(LocalHub.hash("SHA-256", weights))).isEmpty();
  }

  @Test
  void aBusyHubIsWaitedForAsLongAsItAsks() throws Exception {
    hub.refusing(429, "Retry-After", "7")
        .refusing(503, "Retry-After", "Mon, 23 Nov 2026 12:00:27 GMT")
        .refusing(500, "X", "y");
    HubCalls calls = new HubCalls(hub, cache);

    calls.fetch();

    // 7 s as asked; until the date, which is 20 s after that; the fourth second of our own.
    assertThat(calls.pauses).extracting(Duration::toSeconds).containsExactly(7L, 20L, 4L);
    assertThat(calls.notices.get(0)).contains("HTTP 429").contains("in 7 s");
  }

  @Test
  void aHubThatStaysBusyIsGivenUp() {
    for (int i = 0; i < 10; i++) {
      hub.refusing(503, "X", "y");
    }
    HubCalls calls = new HubCalls(hub, cache);

    assertThatThrownBy(calls::fetch)
        .isInstanceOf(HubException.class)
        .hasMessageContaining(hub.address() + " answers with HTTP 503")
        .hasMessageContaining("given up after 5 attempts");
    assertThat(calls.pauses).extracting(Duration::toSeconds).containsExactly(1L, 2L, 4L, 8L);
  }

  @Test
  void aHubThatAsksForAnHourIsNotWaitedFor() {
    hub.refusing(429, "Retry-After", "3600");
    HubCalls calls = new HubCalls(hub, cache);

    assertThatThrownBy(calls::fetch).hasMessageContaining("asks to wait 3600 s");
    assertThat(calls.pauses).isEmpty();
  }

  @Test
  void aRedirectToAnythingButHttpIsRefused() {
    hub.redirectingTo("ftp");

    assertThatThrownBy(() -> new HubCalls(hub, cache).fetch())
        .isInstanceOf(HubException.class)
        .hasMessageContaining("redirects to ftp://localhost")
        .hasMessageContaining("refused")
        .hasMessageNotContaining("signature");
  }

  @Test
  void severalAtOnceFetchOnce() throws Exception {
    List<CompletableFuture<HubSnapshot>> all = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      HubCalls calls = new HubCalls(hub, cache);
      all.add(
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return calls.fetch();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              },
              task -> new Thread(task).start()));
    }
    for (CompletableFuture<HubSnapshot> one : all) {
      assertThat(one.get().folder().resolve(WEIGHTS)).hasBinaryContent(weights);
    }
    assertThat(atStore()).hasSize(1);
  }

  private List<Request> atStore() {
    return hub.requests().stream().filter(Request::atStore).toList();
  }

  private static int from(Request request) {
    return Integer.parseInt(request.range().replaceAll("bytes=(\\d+)-", "$1"));
  }

  private Path incomplete() {
    return cache.resolve(
        "models--tiny--model/blobs/%s.tidemark.incomplete"
            .formatted(LocalHub.hash("SHA-256", weights)));
  }

  /** Content or what there is of it; the lock's file may stay. */
  private List<Path> filesNamed(String hash) throws IOException {
    try (Stream<Path> all = Files.walk(cache.resolve("models--tiny--model"))) {
      return all.filter(file -> file.getFileName().toString().startsWith(hash)).toList();
    }
  }
}
