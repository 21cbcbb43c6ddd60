package dev.tidemark.stream;

import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Where records enter and leave, alike in all topologies. Keys and values enter as bytes, so that
 * no record can fail before a processor sees it.
 */
final class TopologyEnds {

  /** A record without a usable timestamp (some foreign clients write -1) is as good as its time. */
  private static final TimestampExtractor TIMESTAMPS =
      (record, partitionTime) ->
          record.timestamp() >= 0 ? record.timestamp() : Math.max(0, partitionTime);

  private TopologyEnds() {}

  /** A topology that begins with this topic. */
  static Topology from(String name, String topic) {
    return new Topology()
        .addSource(
            (AutoOffsetReset) null, // as auto.offset.reset says
            name,
            TIMESTAMPS,
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer(),
            topic);
  }

  /** Each record goes to the partition of the number that its source had. */
  static void byPartition(Topology topology, String name, String topic, String parent) {
    topology.addSink(
        name,
        topic,
        SourceKey.serializer(),
        new ByteArraySerializer(),
        SourceKey.partitioner(),
        parent);
  }

  /** Each record goes where its key belongs. */
  static void byKey(Topology topology, String name, String topic, String parent) {
    topology.addSink(name, topic, SourceKey.serializer(), new ByteArraySerializer(), parent);
  }
}
