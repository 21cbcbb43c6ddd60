package dev.tidemark.app.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemark.stream.DeadLetters;
import dev.tidemark.stream.TopicPartitions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
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
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes texts and how far their source has got in one transaction, and reads the latter back.
 *
 * <p>Invariant: what {@link #state} says is exactly what readers of committed records can see. The
 * transactional id is the ingest's name, so Kafka ends what a predecessor left open before the
 * state is read, and fences a predecessor that still runs: it can commit nothing any more.
 *
 * <p>Threading notes: one thread.
 */
final class Outbox implements Delivery.Door, AutoCloseable {

  static final String STAGE = "ingest";
  static final String SOURCE = "tidemark-source";
  static final String PLACE = "tidemark-source-place";

  private static final String ID_PREFIX = "tidemark-ingest-";
  private static final String PRODUCER_PREFIX = "producer.";
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int LONGEST_REASON = 1_000;

  /**
   * Where an ingest writes.
   *
   * @param texts what is to be tagged
   * @param deadLetters what cannot be
   * @param state compacted
   */
  record Topics(String texts, String deadLetters, String state) {}

  private final Topics topics;
  private final String name;
  private final int maxRecordBytes;
  private final Producer<byte[], byte[]> producer;
  private final Map<String, byte[]> state;

  private Outbox(
      Topics topics,
      String name,
      int maxRecordBytes,
      Producer<byte[], byte[]> producer,
      Map<String, byte[]> state) {
    this.topics = topics;
    this.name = name;
    this.maxRecordBytes = maxRecordBytes;
    this.producer = producer;
    this.state = state;
  }

  /**
   * Takes over from whoever had this name before.
   *
   * @param kafka the connection; {@code producer.…} wins over what stands here
   * @param maxRecordBytes what the topics take
   * @throws KafkaException when Kafka does not answer, or does not allow it
   */
  public static Outbox open(Properties kafka, Topics topics, String name, int maxRecordBytes) {
    Producer<byte[], byte[]> producer = producer(kafka, name, maxRecordBytes);
    try {
      // 1. From here on a predecessor commits nothing, and what it left open is aborted.
      producer.initTransactions();
      // 2. So this is the last word.
      Map<String, byte[]> state = read(kafka, topics.state(), name + "/");
      return new Outbox(topics, name, maxRecordBytes, producer, state);
    } catch (RuntimeException e) {
      producer.close(Duration.ZERO);
      throw e;
    }
  }

  private static Producer<byte[], byte[]> producer(
      Properties kafka, String name, int maxRecordBytes) {
    Properties p = new Properties();
    p.put(ProducerConfig.LINGER_MS_CONFIG, "5");
    p.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(maxRecordBytes));
    p.putAll(kafka);
    for (String key : kafka.stringPropertyNames()) {
      if (key.startsWith(PRODUCER_PREFIX)) {
        p.put(key.substring(PRODUCER_PREFIX.length()), kafka.getProperty(key));
      }
    }
    p.put(ProducerConfig.ACKS_CONFIG, "all");
    p.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    p.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, ID_PREFIX + name);
    return new KafkaProducer<>(p, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * Up to what has been written by now, committed or not: the end of what is committed would do
   * only if no other ingest had a transaction open before our last one.
   */
  private static Map<String, byte[]> read(Properties kafka, String topic, String prefix) {
    Map<String, byte[]> state = new HashMap<>();
    try (Consumer<String, byte[]> uncommitted = consumer(kafka, "read_uncommitted");
        Consumer<String, byte[]> committed = consumer(kafka, "read_committed")) {
      List<TopicPartition> partitions = TopicPartitions.of(committed, topic);
      uncommitted.assign(partitions);
      Map<TopicPartition, Long> ends = uncommitted.endOffsets(partitions);
      committed.assign(partitions);
      committed.seekToBeginning(partitions);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (ends.entrySet().stream()
          .anyMatch(end -> committed.position(end.getKey()) < end.getValue())) {
        for (ConsumerRecord<String, byte[]> record : committed.poll(POLL)) {
          take(state, prefix, record.key(), record.value());
        }
        if (System.nanoTime() - deadline > 0) {
          throw new TimeoutException(
              "the topic %s could not be read to its end within %s; another ingest holds a transaction open"
                  .formatted(topic, PATIENCE));
        }
      }
    }
    return state;
  }

  private static void take(
      Map<String, byte[]> state, String prefix, @Nullable String key, byte @Nullable [] value) {
    if (key == null || !key.startsWith(prefix)) {
      return;
    }
    String own = key.substring(prefix.length());
    if (value == null) {
      state.remove(own);
    } else {
      state.put(own, value);
    }
  }

  private static Consumer<String, byte[]> consumer(Properties kafka, String isolation) {
    Properties p = new Properties();
    p.putAll(kafka);
    p.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
    p.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    return new KafkaConsumer<>(p, new StringDeserializer(), new ByteArrayDeserializer());
  }

  /** What was delivered before, by this ingest's own keys. */
  public Map<String, byte[]> state() {
    return Map.copyOf(state);
  }

  @Override
  public int maxRecordBytes() {
    return maxRecordBytes;
  }

  @Override
  public void deliver(Delivery delivery) {
    try {
      send(delivery);
      producer.commitTransaction(); // throws what any of it failed with
    } catch (KafkaException e) {
      abort(e);
      throw e;
    }
    state.putAll(delivery.state());
  }

  /** Begins a transaction with all of it; a process that dies now has delivered nothing. */
  void send(Delivery delivery) {
    producer.beginTransaction();
    for (Delivery.Text text : delivery.texts()) {
      send(new ProducerRecord<>(topics.texts(), text.key(), text.value()));
    }
    for (Delivery.Reject reject : delivery.rejects()) {
      send(deadLetter(reject));
    }
    delivery
        .state()
        .forEach(
            (key, value) ->
                send(
                    new ProducerRecord<>(
                        topics.state(), (name + "/" + key).getBytes(UTF_8), value)));
  }

  private void send(ProducerRecord<byte[], byte[]> record) {
    var unused = producer.send(record); // what becomes of it, the commit tells
  }

  /** What cannot be aborted now is, by the next one of this name or after the broker's time-out. */
  private void abort(KafkaException cause) {
    try {
      producer.abortTransaction();
    } catch (KafkaException e) {
      cause.addSuppressed(e);
    }
  }

  private ProducerRecord<byte[], byte[]> deadLetter(Delivery.Reject reject) {
    ProducerRecord<byte[], byte[]> letter =
        new ProducerRecord<>(topics.deadLetters(), reject.key(), reject.value());
    String reason =
        reject.reason().substring(0, Math.min(reject.reason().length(), LONGEST_REASON));
    letter.headers().add(DeadLetters.STAGE, STAGE.getBytes(UTF_8));
    letter.headers().add(DeadLetters.REASON, reason.getBytes(UTF_8));
    letter.headers().add(DeadLetters.EXCEPTION, reject.exception().getBytes(UTF_8));
    letter.headers().add(SOURCE, reject.source().getBytes(UTF_8));
    letter.headers().add(PLACE, reject.place().getBytes(UTF_8));
    return letter;
  }

  /** What is not committed is aborted. */
  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
