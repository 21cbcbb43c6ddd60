package dev.tidemark.model.hub;

import java.util.regex.Pattern;

/**
 * A file of a repository, and what it must turn out to be.
 *
 * @param name inside the repository
 * @param size in bytes
 * @param hash SHA-256 of the content (64 hex digits) of a file in Git LFS; of any other its Git
 *     blob id (40), the SHA-1 over {@code "blob SIZE\0"} and the content. The cache names files by
 *     it, so it is nothing but hex digits.
 */
record RemoteFile(String name, long size, String hash) {

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

  RemoteFile {
    if (!HASH.matcher(hash).matches() || size < 0) {
      throw new HubException(
          "the Hub tells no size or checksum of %s that could be checked, so it is not fetched"
              .formatted(name));
    }
  }

  boolean isLfs() {
    return hash.length() == 64;
  }
}
