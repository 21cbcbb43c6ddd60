package dev.tidemark.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Golden vectors, real data and checkpoints that do not belong in the repository: they lie beside
 * it, or where {@code -Dshared.dir=…} says.
 */
public final class SharedData {

  private SharedData() {}

  /** The file or folder of that name; where it is absent, the running test is skipped. */
  public static Path require(String relative) {
    Path path = Path.of(System.getProperty("shared.dir", "../shared")).resolve(relative);
    assumeTrue(
        Files.exists(path),
        () ->
            path.toAbsolutePath().normalize()
                + " is absent: the test that needs it is skipped (-Dshared.dir=… says where)");
    return path;
  }
}
