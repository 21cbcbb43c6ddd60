package dev.tidemark.model.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cache where links cannot be made: in the JDK's zip file system. */
class HubCacheTest {

  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

  @TempDir Path folder;

  @Test
  void whereThereAreNoLinksTheContentLiesInTheSnapshot() throws IOException {
    URI zip = URI.create("jar:" + folder.resolve("cache.zip").toUri());
    try (FileSystem files = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
      HubCache cache = new HubCache(files.getPath("/hub"));
      RemoteFile file = new RemoteFile("config.json", 3, "a".repeat(40));
      Path blob = cache.blob(HubCalls.MODEL, file);
      Files.createDirectories(blob.getParent());
      Files.write(blob, new byte[] {1, 2, 3});

      cache.link(HubCalls.MODEL, COMMIT, file);

      assertThat(cache.holds(HubCalls.MODEL, COMMIT, file)).isTrue();
      assertThat(Files.readAllBytes(cache.snapshot(HubCalls.MODEL, COMMIT).resolve("config.json")))
          .containsExactly(1, 2, 3);
    }
  }
}
