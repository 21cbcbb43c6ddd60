package dev.tidemark.model.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What tells one content from another.
 *
 * @param size in bytes
 * @param sha256 64 lower-case hex digits
 */
record Digest(long size, String sha256) {

  static Digest of(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return copy(in, OutputStream.nullOutputStream());
    }
  }

  /** Of what went through, so that it is known of exactly these bytes; closes neither. */
  static Digest copy(InputStream in, OutputStream out) throws IOException {
    MessageDigest digest = newSha256();
    byte[] buffer = new byte[1 << 16];
    long size = 0;
    int read;
    while ((read = in.read(buffer)) >= 0) {
      digest.update(buffer, 0, read);
      out.write(buffer, 0, read);
      size += read;
    }
    return new Digest(size, HexFormat.of().formatHex(digest.digest()));
  }

  /** Whether it is the content that the manifest speaks of. */
  boolean matches(StoredFile file) {
    return size == file.size() && sha256.equals(file.sha256());
  }

  /** Completes "… is damaged: ". */
  String differenceTo(StoredFile file) {
    String checksums = "its SHA-256 is %s instead of %s".formatted(sha256, file.sha256());
    return size == file.size()
        ? checksums
        : "%s, it has %d bytes instead of %d".formatted(checksums, size, file.size());
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
