package dev.tidemark.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * A topic of which the last record of each key counts, such as {@code model-events}: everybody
 * reads all of it, from its beginning, and follows it.
 *
 * <p>Threading notes: one thread.
 */
public final class CompactedTopic implements AutoCloseable {

  /**
   * One record.
   *
   * @param value null where the key was deleted
   * @param partition it stands in
   * @param offset it has there, for good: it stays the same when others are compacted away
   */
  public record Entry(String key, byte @Nullable [] value, int partition, long offset) {}

  private final String topic;
  private final Properties kafka;
  private final Consumer<String, byte[]> consumer;
  private @Nullable Producer<String, byte[]> producer;

  /**
   * A reader that stands at the beginning.
   *
   * @param kafka the connection: {@code bootstrap.servers}, security
   * @throws KafkaException when Kafka does not answer
   */
  public CompactedTopic(Properties kafka, String topic) {
    this.topic = topic;
    this.kafka = kafka;
    Properties reading = new Properties();
    reading.putAll(kafka);
    reading.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    reading.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    this.consumer =
        new KafkaConsumer<>(reading, new StringDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Back to the beginning. */
  public void rewind() {
    consumer.seekToBeginning(consumer.assignment());
  }

  /** What has come since the last look; waits for something at most this long. */
  public List<Entry> poll(Duration wait) {
    List<Entry> entries = new ArrayList<>();
    for (ConsumerRecord<String, byte[]> record : consumer.poll(wait)) {
      entries.add(new Entry(record.key(), record.value(), record.partition(), record.offset()));
    }
    return entries;
  }

  /**
   * Reads on up to what is there now, in the order of the last record of each key. What {@link
   * #poll} gives afterwards is newer.
   */
  public Map<String, byte[]> readToEnd() {
    Map<String, byte[]> last = new LinkedHashMap<>();
    for (Entry entry : pollToEnd()) {
      byte[] value = entry.value();
      last.remove(entry.key());
      if (value != null) {
        last.put(entry.key(), value);
      }
    }
    return last;
  }

  /** Likewise, every record on the way. */
  public List<Entry> pollToEnd() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    List<Entry> entries = new ArrayList<>();
    while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      entries.addAll(poll(Duration.ofMillis(100)));
    }
    return entries;
  }

  /**
   * Writes a record; returns when Kafka has it.
   *
   * @throws KafkaException when it has not
   */
  public void write(String key, byte @Nullable [] value) {
    try {
      var unused = producer().send(new ProducerRecord<>(topic, key, value)).get();
    } catch (ExecutionException e) {
      throw new KafkaException(
          "'%s' could not be written to %s".formatted(key, topic),
          e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException(
          "interrupted before '%s' was written to %s".formatted(key, topic), e);
    }
  }

  /** Most readers never write. */
  private Producer<String, byte[]> producer() {
    if (producer == null) {
      Properties writing = new Properties();
      writing.putAll(kafka);
      writing.put(ProducerConfig.ACKS_CONFIG, "all");
      writing.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
      producer = new KafkaProducer<>(writing, new StringSerializer(), new ByteArraySerializer());
    }
    return producer;
  }

  @Override
  public void close() {
    consumer.close();
    if (producer != null) {
      producer.close();
    }
  }
}
