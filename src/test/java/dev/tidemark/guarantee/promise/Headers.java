package dev.tidemark.guarantee.promise;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads headers that must stand there once. */
final class Headers {

  private Headers() {}

  /** The header's value; when there is none or more than one, all of them in brackets. */
  static String only(ConsumerRecord<byte[], byte[]> record, String name) {
    List<String> values = new ArrayList<>();
    record.headers().headers(name).forEach(header -> values.add(new String(header.value(), UTF_8)));
    return values.size() == 1 ? values.get(0) : values.toString();
  }
}
