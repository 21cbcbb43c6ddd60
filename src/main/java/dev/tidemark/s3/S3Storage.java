package dev.tidemark.s3;

import dev.tidemark.model.store.CorruptVersionException;
import dev.tidemark.model.store.Manifest;
import dev.tidemark.model.store.ModelVersion;
import dev.tidemark.model.store.StoreException;
import dev.tidemark.model.store.StoredFile;
import dev.tidemark.model.store.Upload;
import dev.tidemark.model.store.VersionStorage;
import dev.tidemark.model.store.VersionTakenException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Versions in a bucket: {@code NAME/uploads/ID/…} are files, {@code NAME/versions/N/manifest.json}
 * makes them a version. It is written last, and only if it is not there ({@code If-None-Match: *}),
 * so of several publishers one gets the number. A deleted version leaves an empty manifest, which
 * keeps its number.
 *
 * <p>An upload takes twelve hours at most, and is swept after a day without a new file: no clock
 * that is less than twelve hours wrong lets a live one be swept.
 *
 * <p>Threading notes: thread-safe.
 */
public final class S3Storage implements VersionStorage, AutoCloseable {

  static final Duration LONGEST_UPLOAD = Duration.ofHours(12);
  static final Duration LEFT_BEHIND_AFTER = Duration.ofHours(24);

  /**
   * The most that one PUT may carry. Hugging Face cuts weights into files of 5 GB, which is less.
   */
  private static final long LARGEST_FILE = 5L << 30;

  private final S3Bucket bucket;
  private final InstantSource clock;

  /** Uploads of this JVM, by id. */
  private static final Set<String> OWN = ConcurrentHashMap.newKeySet();

  public S3Storage(S3Settings settings, InstantSource clock) {
    this.bucket = new S3Bucket(settings);
    this.clock = clock;
  }

  @Override
  public String place() {
    return bucket.url();
  }

  @Override
  public List<String> names() {
    return bucket.folders().stream().filter(ModelVersion::isName).toList();
  }

  @Override
  public List<Integer> numbers(String name) {
    return manifests(name).entrySet().stream()
        .filter(manifest -> manifest.getValue() > 0)
        .map(Map.Entry::getKey)
        .toList();
  }

  @Override
  public int highest(String name) {
    NavigableMap<Integer, Long> manifests = manifests(name);
    return manifests.isEmpty() ? 0 : manifests.lastKey();
  }

  /** Sizes of the manifests by number; 0 for a deleted version. */
  private NavigableMap<Integer, Long> manifests(String name) {
    NavigableMap<Integer, Long> sizes = new TreeMap<>();
    String under = name + "/versions/";
    for (S3Object object : bucket.list(under)) {
      String rest = object.key().substring(under.length());
      if (rest.matches("[1-9]\\d{0,8}/" + Manifest.FILE)) {
        sizes.put(Integer.valueOf(rest.substring(0, rest.indexOf('/'))), object.size());
      }
    }
    return sizes;
  }

  @Override
  public byte @Nullable [] manifest(ModelVersion version) {
    byte[] bytes = bucket.read(key(version));
    return bytes == null || bytes.length == 0 ? null : bytes;
  }

  @Override
  public InputStream open(Manifest manifest, StoredFile file) throws IOException {
    String key = uploads(manifest.version().name()) + manifest.upload() + "/" + file.path();
    InputStream in = bucket.open(key);
    if (in == null) {
      throw new NoSuchFileException(key);
    }
    return in;
  }

  @Override
  public Upload begin(String name, String id) {
    OWN.add(id);
    return new S3Upload(name, id, clock.instant());
  }

  @Override
  public void unpublish(ModelVersion version) {
    if (manifest(version) != null) {
      bucket.write(key(version), new byte[0]);
    }
  }

  @Override
  public void deleteFiles(ModelVersion version, String upload) {
    deleteUpload(version.name(), upload);
  }

  @Override
  public void sweep(String name, Instant now) {
    // 1. The uploads first: one that is published after this is seen in the manifests below.
    Map<String, Instant> lastWritten = new HashMap<>();
    String under = uploads(name);
    for (S3Object object : bucket.list(under)) {
      String rest = object.key().substring(under.length());
      int slash = rest.indexOf('/');
      if (slash > 0) {
        lastWritten.merge(
            rest.substring(0, slash), object.lastModified(), (a, b) -> a.isAfter(b) ? a : b);
      }
    }
    Instant limit = now.minus(LEFT_BEHIND_AFTER);
    lastWritten.entrySet().removeIf(e -> e.getValue().isAfter(limit) || OWN.contains(e.getKey()));
    if (lastWritten.isEmpty()) {
      return;
    }
    // 2. Those of versions stay. A manifest that cannot be read may mean any of them.
    for (int number : numbers(name)) {
      lastWritten.remove(uploadOf(new ModelVersion(name, number)));
    }
    lastWritten.keySet().forEach(id -> deleteUpload(name, id));
  }

  /**
   * @throws CorruptVersionException when the manifest cannot be read
   */
  private @Nullable String uploadOf(ModelVersion version) {
    byte[] bytes = manifest(version);
    return bytes == null ? null : Manifest.read(version, bytes).upload();
  }

  private void deleteUpload(String name, String id) {
    for (S3Object object : bucket.list(uploads(name) + id + "/")) {
      bucket.delete(object.key());
    }
  }

  private static String uploads(String name) {
    return name + "/uploads/";
  }

  private static String key(ModelVersion version) {
    return "%s/versions/%d/%s".formatted(version.name(), version.number(), Manifest.FILE);
  }

  @Override
  public void close() {
    bucket.close();
  }

  private final class S3Upload implements Upload {

    private final String name;
    private final String id;
    private final Instant began;
    private boolean perhapsPublished;

    S3Upload(String name, String id, Instant began) {
      this.name = name;
      this.id = id;
      this.began = began;
    }

    @Override
    public void add(StoredFile file, Path source) throws IOException {
      if (file.size() > LARGEST_FILE) {
        throw new StoreException(
            "%s has more than the 5 GiB that one upload may have; save the model in shards"
                .formatted(source));
      }
      try {
        bucket.write(uploads(name) + id + "/" + file.path(), source, file.sha256());
      } catch (StoreException e) {
        requireUnchanged(file, source); // servers differ in how they say so
        throw e;
      }
      requireUnchanged(file, source); // and some do not compare
    }

    private static void requireUnchanged(StoredFile file, Path source) throws IOException {
      if (!file.isContentOf(source)) {
        throw new StoreException(
            "%s changed while it was being published; publish it when it is complete"
                .formatted(source));
      }
    }

    @Override
    public void publish(ModelVersion version, byte[] manifest) {
      if (clock.instant().isAfter(began.plus(LONGEST_UPLOAD))) {
        throw new StoreException(
            "the upload of %s took more than %d hours and may be swept; try again"
                .formatted(version.name(), LONGEST_UPLOAD.toHours()));
      }
      // An answer that is lost leaves open what happened, and a version must not lose its files.
      perhapsPublished = true;
      String key = key(version);
      if (!bucket.writeIfAbsent(key, manifest) && !Arrays.equals(manifest, bucket.read(key))) {
        perhapsPublished = false;
        throw new VersionTakenException(version);
      }
    }

    @Override
    public void close() {
      try {
        if (!perhapsPublished) {
          deleteUpload(name, id);
        }
      } catch (StoreException e) {
        // It is swept later.
      } finally {
        OWN.remove(id);
      }
    }
  }
}
