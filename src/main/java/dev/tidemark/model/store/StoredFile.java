package dev.tidemark.model.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One file of a version, as its manifest remembers it.
 *
 * @param path inside the version's folder, with {@code /} between its parts; never leads out of it,
 *     because a reader writes where a manifest says
 * @param size in bytes
 * @param sha256 64 lower-case hex digits
 */
public record StoredFile(String path, long size, String sha256) {

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern CONTROL_OR_BACKSLASH = Pattern.compile("[\\p{Cntrl}\\\\]");
  private static final int LONGEST_PATH = 400;

  public StoredFile {
    if (!isInside(path)) {
      throw new IllegalArgumentException("'%s' is no path inside a folder".formatted(path));
    }
    if (path.equals(Manifest.FILE)) {
      throw new IllegalArgumentException(Manifest.FILE + " cannot list itself");
    }
    if (size < 0) {
      throw new IllegalArgumentException("the size of %s is %d".formatted(path, size));
    }
    if (!SHA256.matcher(sha256).matches()) {
      throw new IllegalArgumentException("the SHA-256 of %s is '%s'".formatted(path, sha256));
    }
  }

  /** Whether a file has just this content; reads all of it. */
  public boolean isContentOf(Path file) throws IOException {
    return Files.isRegularFile(file) && Digest.of(file).matches(this);
  }

  /** Parts that begin with a dot are left to the store: its own files, and {@code ..}. */
  private static boolean isInside(String path) {
    return path.length() <= LONGEST_PATH
        && !CONTROL_OR_BACKSLASH.matcher(path).find()
        && List.of(path.split("/", -1)).stream()
            .noneMatch(part -> part.isEmpty() || part.startsWith("."));
  }
}
