package dev.tidemark.ops.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.eclipse.jetty.server.Request;

/**
 * Who counts as one where shares are counted: an IPv4 address, or the first 64 bits of an IPv6 one,
 * for whoever has one such address mostly has all of its network.
 *
 * @param network for comparing, not for showing
 */
record Client(String network) {

  private static final int IPV6_BYTES = 8;

  /** Whoever is at the other end; all that have no IP address are one. */
  static Client at(SocketAddress remote) {
    return remote instanceof InetSocketAddress inet && inet.getAddress() != null
        ? at(inet.getAddress())
        : new Client("");
  }

  static Client at(InetAddress address) {
    byte[] bytes = address.getAddress();
    return new Client(
        HexFormat.of()
            .formatHex(address instanceof Inet6Address ? Arrays.copyOf(bytes, IPV6_BYTES) : bytes));
  }

  static Client of(Request request) {
    return at(request.getConnectionMetaData().getRemoteSocketAddress());
  }
}
