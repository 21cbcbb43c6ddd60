package dev.tidemark.model.hub;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which Hub, and what is kept of it here.
 *
 * @param endpoint {@code https://huggingface.co} or a mirror, with or without a path
 * @param token sent to the endpoint, and to nobody else; null for none
 * @param cache the folder {@code hub} of Hugging Face's cache
 * @param offline whether nothing but the cache may be used
 * @param connectTimeout for a connection
 * @param stallTimeout for the beginning of an answer, and between two pieces of it
 */
public record HubSettings(
    URI endpoint,
    @Nullable String token,
    Path cache,
    boolean offline,
    Duration connectTimeout,
    Duration stallTimeout) {

  public static final URI PUBLIC_HUB = URI.create("https://huggingface.co");

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration STALL_TIMEOUT = Duration.ofSeconds(30);

  public HubSettings {
    String scheme = String.valueOf(endpoint.getScheme()).toLowerCase(Locale.ROOT);
    boolean http = scheme.equals("https") || scheme.equals("http");
    // An address with a password in it is not repeated.
    if (endpoint.getUserInfo() != null) {
      throw new IllegalArgumentException(
          "HF_ENDPOINT holds a user name or password; a token belongs into HF_TOKEN");
    }
    if (!http || endpoint.getHost() == null || endpoint.getQuery() != null) {
      throw new IllegalArgumentException(
          "HF_ENDPOINT '%s' is no address such as %s".formatted(endpoint, PUBLIC_HUB));
    }
    // The JDK's client would refuse it too, and print it.
    if (token != null && !token.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new IllegalArgumentException(
          "HF_TOKEN holds a space or another character that no token has");
    }
  }

  public HubSettings(URI endpoint, @Nullable String token, Path cache, boolean offline) {
    this(endpoint, token, cache, offline, CONNECT_TIMEOUT, STALL_TIMEOUT);
  }

  /** The address of something at the endpoint; the parts are in its encoding already. */
  URI at(String path) {
    String base = endpoint.toString();
    return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
  }

  boolean isEndpointsOrigin(URI other) {
    return origin(endpoint).equals(origin(other));
  }

  /** Scheme, host and port, which is all of an address that messages show: queries hold secrets. */
  static String origin(URI uri) {
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
    boolean usual = uri.getPort() < 0 || uri.getPort() == (scheme.equals("https") ? 443 : 80);
    return scheme + "://" + host + (usual ? "" : ":" + uri.getPort());
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "%s, cache %s%s%s"
        .formatted(
            endpoint, cache, token == null ? "" : ", with a token", offline ? ", offline" : "");
  }
}
