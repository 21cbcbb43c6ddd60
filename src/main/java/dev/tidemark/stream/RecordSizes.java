package dev.tidemark.stream;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What a record measures against {@code max.request.size} and {@code max.message.bytes}, rounded
 * up. Looked at before sending: a producer that refuses a record aborts its transaction, and the
 * record would be read and refused again, for ever.
 */
final class RecordSizes {

  /** The batch's header (61 bytes), the record's own fields and the longest varints, with room. */
  private static final int ENVELOPE = 128;

  private static final int PER_HEADER = 10;

  private RecordSizes() {}

  static long of(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
    long size = ENVELOPE + (long) length(key) + length(value);
    for (Header header : headers) {
      size +=
          PER_HEADER
              + header.key().getBytes(StandardCharsets.UTF_8).length
              + (long) length(header.value());
    }
    return size;
  }

  private static int length(byte @Nullable [] bytes) {
    return bytes == null ? 0 : bytes.length;
  }
}
