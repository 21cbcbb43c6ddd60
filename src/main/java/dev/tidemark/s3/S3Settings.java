package dev.tidemark.s3;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where the bucket is. Credentials are none of it: they come from the SDK's default chain
 * (environment, profile, role of the container or machine).
 *
 * @param prefix of all keys, without a slash at either end; empty for the whole bucket
 * @param endpoint of another server than Amazon's, else null
 * @param region null to take it from the SDK's default chain
 * @param pathStyle bucket in the path, as most other servers want it, not in the host name
 */
public record S3Settings(
    String bucket,
    String prefix,
    @Nullable URI endpoint,
    @Nullable String region,
    boolean pathStyle) {

  public S3Settings {
    if (!bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")) {
      throw new IllegalArgumentException("'%s' is no name of a bucket".formatted(bucket));
    }
    if (!prefix.matches("([A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*)?")) {
      throw new IllegalArgumentException(
          "'%s' is no prefix; letters, digits, dots, dashes, underscores, with single slashes between them"
              .formatted(prefix));
    }
    if (endpoint != null && endpoint.getUserInfo() != null) {
      // Not shown: it may be a password.
      throw new IllegalArgumentException("the endpoint holds a user; use the SDK's credentials");
    }
  }

  /**
   * Of {@code s3://bucket/prefix}.
   *
   * @throws IllegalArgumentException when the text is no such URL
   */
  public static S3Settings of(
      String url, @Nullable URI endpoint, @Nullable String region, boolean pathStyle) {
    if (!url.startsWith("s3://")) {
      throw new IllegalArgumentException("no s3:// URL");
    }
    String[] parts = url.substring("s3://".length()).split("/", 2);
    String prefix = parts.length == 1 ? "" : parts[1].replaceAll("/$", "");
    return new S3Settings(parts[0], prefix, endpoint, region, pathStyle);
  }

  /** As the user wrote it. */
  String url() {
    return "s3://" + bucket + (prefix.isEmpty() ? "" : "/" + prefix);
  }
}
