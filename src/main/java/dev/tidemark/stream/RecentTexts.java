package dev.tidemark.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The last texts of a topic, for a model to label itself. */
public final class RecentTexts {

  private static final Duration POLL = Duration.ofMillis(200);

  private RecentTexts() {}

  /**
   * About so many, evenly from all partitions; records that are none are passed over.
   *
   * @param kafka the connection
   */
  public static List<String> read(Properties kafka, String topic, InputFormat format, int most) {
    Properties properties = new Properties();
    properties.putAll(kafka);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    TextRecordReader reader = new TextRecordReader(format);
    List<String> texts = new ArrayList<>();
    try (Consumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = TopicPartitions.of(consumer, topic);
      consumer.assign(partitions);
      Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long each = Math.max(1, most / partitions.size());
      ends.forEach(
          (partition, end) ->
              consumer.seek(partition, Math.max(begins.getOrDefault(partition, 0L), end - each)));
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          try {
            texts.add(reader.read(record.value()).text());
          } catch (BrokenInputException e) {
            // A dead letter of the tagging; nothing to learn from.
          }
        }
      }
    }
    return texts;
  }
}
