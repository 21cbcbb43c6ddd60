package dev.tidemark.app.train;

import dev.tidemark.app.cli.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder that {@code --out} names, seen to before the work starts. */
public final class OutFolder {

  private OutFolder() {}

  /**
   * Makes it where it is not there.
   *
   * @throws UsageException when it cannot be a folder
   */
  public static void prepare(Path out) throws IOException {
    if (Files.exists(out) && !Files.isDirectory(out)) {
      throw new UsageException("--out %s is a file; name a folder".formatted(out));
    }
    Files.createDirectories(out);
  }
}
