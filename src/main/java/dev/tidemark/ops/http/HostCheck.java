package dev.tidemark.ops.http;

import java.util.List;
import java.util.Set;

/**
 * Against DNS rebinding: a page from elsewhere whose name is suddenly 127.0.0.1 could read what is
 * open on this machine; but its requests still carry that name. So while reading is open, only
 * names of this very machine are answered. Where reading needs a token, a stranger's page has none,
 * and any name will do (a proxy's, a service's).
 */
record HostCheck(boolean strict, String host) {

  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

  static HostCheck of(HttpOptions options) {
    return new HostCheck(options.readingIsOpen(), options.host());
  }

  /** Whether a request with these {@code Host} headers (or none) may be answered. */
  boolean allows(List<String> hosts) {
    if (!strict) {
      return true;
    }
    if (hosts.size() != 1) {
      return false;
    }
    String name = hosts.get(0).replaceFirst(":\\d*$", "");
    return LOOPBACK.contains(name) || name.equals(host);
  }
}
