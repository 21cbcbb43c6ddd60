package dev.tidemark.app.ingest;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Tells the machine and the network it stands in from the world outside. A feed from outside must
 * not send Tidemark to an address inside, where it may reach what others cannot (the metadata of a
 * cloud, an unprotected service).
 */
@FunctionalInterface
interface Network {

  /** Whether any address of this name lies inside. */
  boolean isInside(String host) throws UnknownHostException;

  /** As the system's resolver says. */
  Network SYSTEM =
      host -> {
        for (InetAddress address : InetAddress.getAllByName(host)) {
          if (isInside(address)) {
            return true;
          }
        }
        return false;
      };

  /** Loopback, private, link-local, shared, documentation, multicast, reserved. */
  static boolean isInside(InetAddress address) {
    if (address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return true;
    }
    byte[] bytes = address.getAddress();
    return address instanceof Inet4Address ? isInside4(bytes, 0) : isInside6(bytes);
  }

  private static boolean isInside4(byte[] b, int at) {
    int first = b[at] & 0xff;
    int second = b[at + 1] & 0xff;
    return first == 0
        || first == 10
        || first == 127
        || (first == 100 && second >= 64 && second < 128)
        || (first == 169 && second == 254)
        || (first == 172 && second >= 16 && second < 32)
        || (first == 192 && (second == 168 || (second == 0 && b[at + 2] == 0)))
        || (first == 198 && (second == 18 || second == 19))
        || first >= 224;
  }

  private static boolean isInside6(byte[] b) {
    boolean uniqueLocal = (b[0] & 0xfe) == 0xfc;
    boolean nat64 =
        b[0] == 0 && (b[1] & 0xff) == 0x64 && (b[2] & 0xff) == 0xff && b[3] == (byte) 0x9b;
    boolean sixToFour = b[0] == 0x20 && b[1] == 0x02;
    return uniqueLocal || (nat64 && isInside4(b, 12)) || (sixToFour && isInside4(b, 2));
  }
}
