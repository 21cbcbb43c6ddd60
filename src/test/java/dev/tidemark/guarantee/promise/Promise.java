package dev.tidemark.guarantee.promise;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Something that holds for every run, whatever happens in it. A promise watches both ends, what was
 * sent and what committed readers see, and says in the end which records break it.
 *
 * <p>Used by one thread; a record is reported as sent before its answers are.
 */
public interface Promise {

  /** All of them, fresh for a run. */
  static List<Promise> all() {
    return List.of(
        new NoLoss(),
        new NoDoubles(),
        new OrderPerPartition(),
        new ResultBelongsToInput(),
        new OneVersionPerBatch(),
        new DeadLettersNameTheirSource());
  }

  /** An input was sent. */
  default void sent(Sent sent) {}

  /** A record came out of the topic of results. */
  default void tagged(ConsumerRecord<byte[], byte[]> result) {}

  /** A record came out of the topic of dead letters. */
  default void dead(ConsumerRecord<byte[], byte[]> letter) {}

  /** One line for each record that breaks the promise, naming it; none when it was kept. */
  List<String> broken(Delivery delivery);

  /** The id of the input that a record answers. */
  static String id(ConsumerRecord<byte[], byte[]> answer) {
    return answer.key() == null ? "(no key)" : new String(answer.key(), UTF_8);
  }

  /** Where a record stands, for messages. */
  static String place(ConsumerRecord<byte[], byte[]> record) {
    return record.topic() + "-" + record.partition() + "@" + record.offset();
  }
}
