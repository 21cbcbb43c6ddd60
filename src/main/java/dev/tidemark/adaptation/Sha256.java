package dev.tidemark.adaptation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The SHA-256 of texts in UTF-8. */
final class Sha256 {

  private Sha256() {}

  static byte[] of(String text) {
    return begin().digest(text.getBytes(StandardCharsets.UTF_8));
  }

  /** One to which bytes are given piece by piece. */
  static MessageDigest begin() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** In 64 lower-case hexadecimal digits. */
  static String hex(String text) {
    return HexFormat.of().formatHex(of(text));
  }
}
