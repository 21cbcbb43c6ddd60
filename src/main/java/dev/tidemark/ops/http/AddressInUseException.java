package dev.tidemark.ops.http;

import java.io.IOException;

/** Somebody else listens there already, or the address is not this machine's. */
public final class AddressInUseException extends IOException {

  AddressInUseException(String host, int port, Throwable cause) {
    super(
        "%s:%d cannot be listened on: another program does, maybe another Tidemark, or the address is none of this machine; stop it, or give this one a port of its own (-D tidemark.http.port=8081, 0 for any free one) or none (tidemark.http.enabled=false)"
            .formatted(host, port),
        cause);
  }
}
