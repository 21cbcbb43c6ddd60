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
   */
  public record Entry(String key, byte @Nullable [] value) {}

  private final String topic;
  private final Properties kafka;
  private final Consumer<String, byte[]> consumer;

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
      entries.add(new Entry(record.key(), record.value()));
    }
    return entries;
  }

  /**
   * Reads up to what is there now, in the order of the last record of each key. What {@link #poll}
   * gives afterwards is newer.
   */
  public Map<String, byte[]> readToEnd() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
    Map<String, byte[]> last = new LinkedHashMap<>();
    while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      for (Entry entry : poll(Duration.ofMillis(100))) {
        byte[] value = entry.value();
        last.remove(entry.key());
        if (value != null) {
          last.put(entry.key(), value);
        }
      }
    }
    return last;
  }

  /**
   * Writes a record; returns when Kafka has it.
   *
   * @throws KafkaException when it has not
   */
  public void write(String key, byte @Nullable [] value) {
    Properties writing = new Properties();
    writing.putAll(kafka);
    writing.put(ProducerConfig.ACKS_CONFIG, "all");
    writing.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    try (Producer<String, byte[]> producer =
        new KafkaProducer<>(writing, new StringSerializer(), new ByteArraySerializer())) {
      var unused = producer.send(new ProducerRecord<>(topic, key, value)).get();
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

  @Override
  public void close() {
    consumer.close();
  }
}
