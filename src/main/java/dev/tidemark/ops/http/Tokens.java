package dev.tidemark.ops.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The bearer tokens, one a role. Only their hashes are kept: they are compared in constant time,
 * and no dump of the memory or careless log line can give one away.
 */
public final class Tokens {

  /** Nobody has one: nothing can be written. */
  public static final Tokens NONE = new Tokens(Map.of());

  private final Map<Role, byte[]> hashes = new EnumMap<>(Role.class);

  /**
   * The tokens as they were set.
   *
   * @throws IllegalArgumentException when two roles have the same
   */
  public Tokens(Map<Role, String> tokens) {
    if (tokens.values().stream().distinct().count() < tokens.size()) {
      throw new IllegalArgumentException("two roles have the same token; each needs its own");
    }
    tokens.forEach((role, token) -> hashes.put(role, hash(token)));
  }

  /** Whether somebody can come to have this role by a token. */
  public boolean grants(Role role) {
    return hashes.keySet().stream().anyMatch(r -> r.all().contains(role));
  }

  /** Whether a token was set for this very role. */
  boolean hasOwn(Role role) {
    return hashes.containsKey(role);
  }

  /** The highest role of a token; empty where nobody knows it. */
  public Optional<Role> roleOf(String token) {
    byte[] hash = hash(token);
    Role found = null;
    // All are compared, whichever fits: the time it takes says nothing.
    for (Map.Entry<Role, byte[]> entry : hashes.entrySet()) {
      if (MessageDigest.isEqual(entry.getValue(), hash)) {
        found = entry.getKey();
      }
    }
    return Optional.ofNullable(found);
  }

  private static byte[] hash(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "tokens for " + hashes.keySet();
  }
}
