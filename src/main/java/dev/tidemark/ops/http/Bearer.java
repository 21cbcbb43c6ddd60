package dev.tidemark.ops.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who shows a token, and what they may do. The token itself is not kept, only its hash: no
 * dump of the memory or careless log line can give it away.
 *
 * @param name whose token it is; null for whoever has it
 * @param sha256 of the token, as hexadecimal digits
 */
public record Bearer(Role role, @Nullable String name, String sha256) {

  /** Of a token as it was set. */
  public static Bearer of(Role role, @Nullable String name, String token) {
    return new Bearer(role, name, hash(token));
  }

  /** In a time that says nothing about how much of it is right. */
  boolean has(String hash) {
    return MessageDigest.isEqual(bytes(sha256), bytes(hash));
  }

  private static byte[] bytes(String hash) {
    return hash.getBytes(StandardCharsets.US_ASCII);
  }

  static String hash(String token) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "%s for %s".formatted(name == null ? "somebody" : name, role);
  }
}
