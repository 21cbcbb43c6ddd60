package dev.tidemark.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.model.store.Manifest;
import dev.tidemark.model.store.ModelStore;
import dev.tidemark.model.store.ModelStoreContract;
import dev.tidemark.model.store.ModelVersion;
import dev.tidemark.model.store.StoreException;
import dev.tidemark.model.store.StoreUnavailableException;
import dev.tidemark.model.store.Upload;
import dev.tidemark.model.store.VersionStorage;
import dev.tidemark.model.store.VersionTakenException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The store in a bucket. {@link S3Server} says what its server cannot show. */
class S3StoreTest extends ModelStoreContract {

  private static final S3Server SERVER = S3Server.start();

  /** A corner of the bucket for each test. */
  private final S3Settings settings = SERVER.settings("tests/" + UUID.randomUUID());

  private final S3Bucket bucket = new S3Bucket(settings);
  private final List<S3Storage> opened = new ArrayList<>();

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @AfterEach
  void close() {
    opened.forEach(S3Storage::close);
    bucket.close();
  }

  @Override
  protected synchronized VersionStorage storage(InstantSource clock) {
    S3Storage storage = new S3Storage(settings, clock);
    opened.add(storage);
    return storage;
  }

  @Override
  protected List<String> publisherArguments() {
    return List.of(settings.url(), SERVER.address().toString());
  }

  @Override
  protected void tamper(Manifest manifest, String path, byte @Nullable [] content) {
    String key =
        path.equals(Manifest.FILE)
            ? "m/versions/%d/manifest.json".formatted(manifest.version().number())
            : "m/uploads/%s/%s".formatted(manifest.upload(), path);
    if (content == null) {
      bucket.delete(key);
    } else {
      bucket.write(key, content);
    }
  }

  @Override
  protected Map<String, Long> everything() {
    Map<String, Long> sizes = new TreeMap<>();
    for (S3Object object : bucket.list("")) {
      sizes.put(object.key(), object.size());
    }
    return sizes;
  }

  @Test
  void anUploadThatNobodyPublishedIsSweptAfterADay() throws Exception {
    store.publish("m", draft("draft"));
    bucket.write("m/uploads/0123-dead/model.safetensors", "half".getBytes(UTF_8));
    Instant written = Instant.now();

    now = written.plus(Duration.ofHours(23));
    store.sweep();
    assertThat(everything()).hasSize(6);

    now = written.plus(Duration.ofHours(25));
    store.sweep();
    assertThat(everything()).hasSize(5).doesNotContainKey("m/uploads/0123-dead/model.safetensors");
    store.verify(new ModelVersion("m", 1));
  }

  @Test
  void anUploadThatTookTooLongIsNotPublished() throws Exception {
    AtomicReference<Instant> time = new AtomicReference<>(NOW);
    try (Upload upload = storage(time::get).begin("m", UUID.randomUUID().toString())) {
      time.set(NOW.plus(Duration.ofHours(13)));
      assertThatThrownBy(() -> upload.publish(new ModelVersion("m", 1), "{}".getBytes(UTF_8)))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("more than 12 hours");
    }
    assertThat(everything()).isEmpty();
  }

  /** The SDK repeats what was not answered; the server then refuses what it has from us already. */
  @Test
  void whoFindsItsOwnManifestThereHasWon() throws Exception {
    ModelVersion version = new ModelVersion("m", 1);
    try (Upload upload = storage(() -> now).begin("m", UUID.randomUUID().toString())) {
      byte[] manifest = "{\"mine\":1}".getBytes(UTF_8);
      bucket.write("m/versions/1/manifest.json", manifest);
      upload.publish(version, manifest);
      assertThatThrownBy(() -> upload.publish(version, "{\"other\":1}".getBytes(UTF_8)))
          .isInstanceOf(VersionTakenException.class);
    }
  }

  @Test
  void aServerThatIsNotThereIsWorthAnotherTry() throws Exception {
    int closed;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = socket.getLocalPort();
    }
    StoreException thrown =
        failure(
            new S3Settings("tidemark", "", URI.create("http://localhost:" + closed), null, true));

    assertThat(thrown)
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("cannot list in s3://tidemark");
    StringWriter all = new StringWriter();
    thrown.printStackTrace(new PrintWriter(all));
    assertThat(all.toString()).doesNotContain(S3Server.SECRET);
  }

  @Test
  void aBucketThatIsNotThereIsNamed() {
    assertThat(failure(new S3Settings("nobodys", "", SERVER.address(), null, true)))
        .isNotInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("there is no bucket nobodys");
  }

  private StoreException failure(S3Settings where) {
    try (S3Storage storage = new S3Storage(where, () -> now)) {
      new ModelStore(storage, () -> now, UUID::randomUUID).versions();
      throw new AssertionError("reached");
    } catch (StoreException e) {
      return e;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "s3://models,             models, ''",
    "s3://models/,            models, ''",
    "s3://my.models/a/b-c/,   my.models, a/b-c",
  })
  void aUrlNamesBucketAndPrefix(String url, String bucketName, String prefix) {
    S3Settings read = S3Settings.of(url, null, null, false);
    assertThat(read.bucket()).isEqualTo(bucketName);
    assertThat(read.prefix()).isEqualTo(prefix);
  }

  @Test
  void passwordsInUrlsAreRefusedAndNotShown() throws IOException {
    assertThatThrownBy(
            () -> S3Settings.of("s3://models", URI.create("http://me:pass@host"), null, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("pass@");
  }
}
