package dev.tidemark.app.train;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** What is in the files of a training, so that one with changed data is not taken for the same. */
final class RecipeFiles {

  private static final int HEX_DIGITS = 12;

  private RecipeFiles() {}

  /** Adds files that an option names. */
  static void addTo(Map<String, String> recipe, String option, List<Path> files)
      throws IOException {
    for (int i = 0; i < files.size(); i++) {
      recipe.put("%s %d".formatted(option, i + 1), describe(files.get(i)));
    }
  }

  /** The file's name with the beginning of its SHA-256. */
  static String describe(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      int read;
      while ((read = in.read(buffer)) >= 0) {
        digest.update(buffer, 0, read);
      }
      return file.getFileName()
          + " "
          + HexFormat.of().formatHex(digest.digest()).substring(0, HEX_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
