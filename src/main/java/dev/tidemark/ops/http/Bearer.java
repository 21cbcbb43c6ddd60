package dev.tidemark.ops.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who shows a token, and what they may do. The token itself is not kept, only its hash: no
 * dump of the memory or careless log line can give it away.
 *
 * @param name whose token it is; null for whoever has it
 * @param sha256 of the token, as hexadecimal digits
 * @param until the last day on which it is good, in UTC; null where it does not end
 */
public record Bearer(Role role, @Nullable String name, String sha256, @Nullable LocalDate until) {

  /** Of a token that does not end. */
  public static Bearer of(Role role, @Nullable String name, String token) {
    return of(role, name, token, null);
  }

  /** Of a token as it was set. */
  public static Bearer of(
      Role role, @Nullable String name, String token, @Nullable LocalDate until) {
    return new Bearer(role, name, hash(token), until);
  }

  /** Whether its last day has passed. */
  public boolean isOver(Instant now) {
    return isOverAt(now, 0);
  }

  /** Whether it is so many days from now. */
  public boolean isOverAt(Instant now, int days) {
    return until != null
        && !now.isBefore(until.plusDays(1L - days).atStartOfDay(ZoneOffset.UTC).toInstant());
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
