package dev.tidemark.model.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Tells two checkpoints apart by what is in their files. */
public final class Fingerprint {

  private static final int HEX_DIGITS = 12;

  private Fingerprint() {}

  /**
   * First twelve hex digits of the SHA-256 over the weights and the configuration of a folder.
   *
   * @throws CheckpointException when it is no folder
   */
  public static String ofWeights(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw Checkpoint.missing(folder);
    }
    MessageDigest digest = sha256();
    byte[] buffer = new byte[1 << 16];
    for (Path file : files(folder)) {
      try (InputStream in = Files.newInputStream(file)) {
        int read;
        while ((read = in.read(buffer)) >= 0) {
          digest.update(buffer, 0, read);
        }
      }
    }
    return HexFormat.of().formatHex(digest.digest()).substring(0, HEX_DIGITS);
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(Files::isRegularFile)
          .filter(
              file -> file.toString().endsWith(".json") || file.toString().endsWith(".safetensors"))
          .sorted()
          .toList();
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
