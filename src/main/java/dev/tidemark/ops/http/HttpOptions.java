package dev.tidemark.ops.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the server is reached, by whom, and what it bears.
 *
 * @param host an address of this machine; 0.0.0.0 for all
 * @param port 0 for any free one
 * @param tls null for plain HTTP
 * @param tokens who may do what
 * @param limits what it bears
 */
public record HttpOptions(String host, int port, @Nullable Tls tls, Tokens tokens, Limits limits) {

  /**
   * What the server bears. A client is an address (see {@link Client}).
   *
   * @param bodyBytes of a request
   * @param rate requests a second that a client may make; as many may come at once
   * @param connections at a time, of all clients
   * @param connectionsOfOne at a time, of one client; 0 where all clients have one address, as
   *     behind a proxy: then no client has a share of anything but requests
   * @param patience for a request's head, for its body, and for a client to read what it asked for
   */
  public record Limits(
      int bodyBytes, int rate, int connections, int connectionsOfOne, Duration patience) {}

  /**
   * A certificate with its private key.
   *
   * @param keystore in PKCS12
   */
  public record Tls(Path keystore, String password) {

    @Override
    public String toString() {
      return "TLS by " + keystore;
    }
  }

  /**
   * As it is asked for.
   *
   * @throws IllegalArgumentException when others could read without a token
   */
  public HttpOptions {
    if (!isLoopback(host) && !tokens.grants(Role.READ)) {
      throw new IllegalArgumentException(
          "%s can be reached from other machines, so reading needs a token, too; set tidemark.http.token.read (or tidemark.http.host=127.0.0.1 for this machine alone)"
              .formatted(host));
    }
  }

  /**
   * Whether anybody may read: from this machine alone, while no token for reading was set. Writing
   * always needs one.
   */
  boolean readingIsOpen() {
    return isLoopback(host) && !tokens.hasOwn(Role.READ);
  }

  static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          "tidemark.http.host: '%s' is no address of this machine".formatted(host), e);
    }
  }
}
