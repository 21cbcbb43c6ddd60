package dev.tidemark.stream;

import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.jspecify.annotations.Nullable;

/**
 * An input record's key, and the partition it came from.
 *
 * <p>Results go to the partition of the same number (modulo the output's partitions), so the order
 * of an input partition holds in the output for keyless records and foreign partitioners too, where
 * hashing the key would scatter them. The price: an output topic with <em>more</em> partitions than
 * the input leaves some empty.
 */
record SourceKey(byte @Nullable [] bytes, int partition) {

  static Serializer<SourceKey> serializer() {
    return (topic, key) -> key == null ? null : key.bytes();
  }

  static StreamPartitioner<SourceKey, byte[]> partitioner() {
    return (topic, key, value, partitions) -> Optional.of(Set.of(key.partition() % partitions));
  }
}
