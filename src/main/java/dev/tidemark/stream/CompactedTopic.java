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
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
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

  private static final Duration LOOK = Duration.ofMillis(100);

  /** A process that dies between the beginning and the end of a write holds up readers so long. */
  private static final Duration TRANSACTION = Duration.ofSeconds(10);

  private final String topic;
  private final Properties kafka;
  private final Consumer<String, byte[]> consumer;
  private @Nullable Producer<String, byte[]> producer;
  private boolean transactional;

  /**
   * A reader that stands at the beginning.
   *
   * @param kafka the connection: {@code bootstrap.servers}, security
   * @throws KafkaException when Kafka does not answer, or has no such topic
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
    try {
      List<TopicPartition> partitions = TopicPartitions.of(consumer, topic);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
    } catch (KafkaException e) {
      consumer.close();
      throw e;
    }
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
      entries.addAll(poll(LOOK));
    }
    return entries;
  }

  /**
   * Takes over from whoever writes by this id: from here on Kafka lets this one alone write by it.
   *
   * @see <a href="https://cwiki.apache.org/confluence/x/4jWlAw">KIP-98: producers are fenced by
   *     their transactional id</a>
   * @throws KafkaException when Kafka does not answer, or does not allow it
   */
  public void takeOver(String transactionalId) {
    closeProducer();
    Properties writing = writing();
    writing.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    writing.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, Math.toIntExact(TRANSACTION.toMillis()));
    Producer<String, byte[]> taken = producer(writing);
    producer = taken;
    transactional = true;
    taken.initTransactions();
  }

  /**
   * Writes a record; returns when Kafka has it.
   *
   * @throws FencedException when another process has {@link #takeOver taken over}; it has not been
   *     written, and nothing will be
   * @throws KafkaException when Kafka has it not
   */
  public void write(String key, byte @Nullable [] value) {
    if (producer == null) {
      producer = producer(writing()); // most readers never write
    }
    ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, key, value);
    if (transactional) {
      writeFenced(producer, record);
    } else {
      send(producer, record);
    }
  }

  private void writeFenced(Producer<String, byte[]> writer, ProducerRecord<String, byte[]> record) {
    try {
      writer.beginTransaction();
      send(writer, record);
      writer.commitTransaction();
    } catch (ProducerFencedException | InvalidProducerEpochException e) {
      throw new FencedException(topic, e);
    } catch (KafkaException e) {
      if (e.getCause() instanceof ProducerFencedException
          || e.getCause() instanceof InvalidProducerEpochException) {
        throw new FencedException(topic, e);
      }
      abort(writer, e);
      throw e;
    }
  }

  /** Where that fails, too, Kafka ends the transaction by itself. */
  private static void abort(Producer<String, byte[]> writer, KafkaException why) {
    try {
      writer.abortTransaction();
    } catch (KafkaException | IllegalStateException e) {
      why.addSuppressed(e);
    }
  }

  private void send(Producer<String, byte[]> writer, ProducerRecord<String, byte[]> record) {
    try {
      var unused = writer.send(record).get();
    } catch (ExecutionException e) {
      throw new KafkaException(
          "'%s' could not be written to %s".formatted(record.key(), topic),
          e.getCause() == null ? e : e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException(
          "interrupted before '%s' was written to %s".formatted(record.key(), topic), e);
    }
  }

  private Properties writing() {
    Properties writing = new Properties();
    writing.putAll(kafka);
    writing.put(ProducerConfig.ACKS_CONFIG, "all");
    writing.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    return writing;
  }

  private static Producer<String, byte[]> producer(Properties writing) {
    return new KafkaProducer<>(writing, new StringSerializer(), new ByteArraySerializer());
  }

  private void closeProducer() {
    if (producer != null) {
      producer.close();
      producer = null;
    }
  }

  @Override
  public void close() {
    consumer.close();
    closeProducer();
  }
}
