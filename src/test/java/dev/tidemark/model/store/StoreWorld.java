package dev.tidemark.model.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.testing.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A model store, and what its tests put into it. */
public abstract class StoreWorld {

  protected static final ObjectMapper JSON = new ObjectMapper();
  protected static final Instant NOW = Instant.parse("2026-11-23T10:15:30.123456Z");

  @TempDir protected Path work;

  protected final Random random = Seeds.random(getClass().getSimpleName());

  /** What the store takes for now. */
  protected Instant now = NOW;

  protected ModelStore store;

  /** The storage of this test, empty at first; each call is another process's view of it. */
  protected abstract VersionStorage storage(InstantSource clock);

  /** Replaces the content of a stored file behind the store's back; null removes it. */
  protected abstract void tamper(Manifest manifest, String path, byte @Nullable [] content)
      throws IOException;

  /** For {@link PublishForever}, to find the same storage. */
  protected abstract List<String> publisherArguments();

  /** Every file that lies in the storage, manifests and leftovers too, with its size. */
  protected abstract Map<String, Long> everything() throws IOException;

  protected final ModelStore open() {
    return new ModelStore(storage(() -> now), () -> now, UUID::randomUUID);
  }

  @BeforeEach
  void openTheStore() {
    store = open();
  }

  protected final ModelDraft draft(String name) throws IOException {
    return ModelDraft.of(folder(name), null);
  }

  /** A folder like a model's, with contents that no other has. */
  protected final Path folder(String name) throws IOException {
    Path folder = Files.createDirectories(work.resolve(name));
    Files.writeString(folder.resolve("config.json"), "{\"name\":\"%s\"}".formatted(name));
    Files.writeString(folder.resolve("tokenizer.json"), "{}");
    Files.writeString(folder.resolve("README.md"), "# " + name);
    byte[] weights = new byte[150_000 + random.nextInt(1000)];
    random.nextBytes(weights);
    Files.write(folder.resolve("model.safetensors"), weights);
    return folder;
  }

  /** Every file but the manifest, with its bytes in hex. */
  protected static Map<String, String> contents(Path folder) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String path = folder.relativize(file).toString();
        if (!path.equals("manifest.json")) {
          contents.put(path, HexFormat.of().formatHex(Files.readAllBytes(file)));
        }
      }
    }
    return contents;
  }

  static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
