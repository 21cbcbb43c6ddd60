package dev.tidemark.stream;

import static org.awaitility.Awaitility.await;

import dev.tidemark.app.EmbeddedKafka;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** One embedded Kafka per test class; fresh topics per test; reading what is committed. */
public final class Broker implements AutoCloseable {

  /** Settings under which a dead member or transaction is noticed within seconds. */
  static final Map<String, String> IMPATIENT =
      Map.of(
          "commit.interval.ms", "200",
          "producer.transaction.timeout.ms", "4000",
          "consumer.session.timeout.ms", "2000",
          "consumer.heartbeat.interval.ms", "300");

  private static final AtomicInteger NUMBER = new AtomicInteger();
  private final EmbeddedKafka kafka = EmbeddedKafka.start();

  public String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  /** Three topics that no other test has. */
  public TaggingTopology.Topics freshTopics(int partitions) {
    int n = NUMBER.incrementAndGet();
    TaggingTopology.Topics topics =
        new TaggingTopology.Topics("texts-" + n, "tagged-" + n, "dead-letters-" + n);
    Map<String, String> large =
        Map.of("max.message.bytes", Integer.toString(StreamSettings.MAX_RECORD_BYTES));
    kafka.createTopic(topics.texts(), partitions, large);
    kafka.createTopic(topics.tagged(), partitions, large);
    kafka.createTopic(topics.deadLetters(), partitions, large);
    return topics;
  }

  StreamSettings settings(String applicationId) {
    return StreamSettings.defaults(applicationId, bootstrapServers()).with(IMPATIENT);
  }

  public void produce(List<ProducerRecord<byte[], byte[]>> records) {
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers",
            bootstrapServers(),
            "max.request.size",
            Integer.toString(StreamSettings.MAX_RECORD_BYTES));
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      records.forEach(record -> send(producer, record));
      producer.flush();
    }
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
    Object ignored =
        producer.send(
            record,
            (metadata, failure) -> {
              if (failure != null) {
                throw new AssertionError("not produced", failure);
              }
            });
  }

  /** {@code perPartition} numbered texts in each partition, in the order of their numbers. */
  List<ProducerRecord<byte[], byte[]>> numbered(String topic, int partitions, int perPartition) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int n = 0; n < perPartition; n++) {
      for (int p = 0; p < partitions; p++) {
        records.add(
            new ProducerRecord<>(
                topic, p, null, Numbered.value(p, n).getBytes(StandardCharsets.UTF_8)));
      }
    }
    return records;
  }

  /** Committed records of a topic, read until the condition holds; fails after {@code patience}. */
  public List<ConsumerRecord<byte[], byte[]>> readUntil(
      String topic, Duration patience, Predicate<List<ConsumerRecord<byte[], byte[]>>> condition) {
    List<ConsumerRecord<byte[], byte[]>> seen = new ArrayList<>();
    try (Consumer<byte[], byte[]> consumer = consumer(topic)) {
      await("committed records of " + topic)
          .dontCatchUncaughtExceptions() // stream threads may die on purpose
          .atMost(patience)
          .pollInterval(Duration.ofMillis(20))
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(20)).forEach(seen::add);
                return condition.test(seen);
              });
    }
    return seen;
  }

  /** All committed records up to the end of the topic as it is now. */
  public List<ConsumerRecord<byte[], byte[]>> readAll(String topic) {
    List<ConsumerRecord<byte[], byte[]>> seen = new ArrayList<>();
    try (Consumer<byte[], byte[]> consumer = consumer(topic)) {
      Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
      await("the end of " + topic)
          .atMost(Duration.ofSeconds(30))
          .pollInterval(Duration.ofMillis(10))
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(20)).forEach(seen::add);
                return ends.entrySet().stream()
                    .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
              });
    }
    return seen;
  }

  private Consumer<byte[], byte[]> consumer(String topic) {
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", bootstrapServers());
    config.put("isolation.level", "read_committed");
    config.put("enable.auto.commit", "false");
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }

  /** What a group has committed for a topic, over all partitions. */
  long committed(String group, String topic) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
      Map<TopicPartition, OffsetAndMetadata> offsets =
          admin
              .listConsumerGroupOffsets(group)
              .partitionsToOffsetAndMetadata()
              .get(10, TimeUnit.SECONDS);
      return offsets.entrySet().stream()
          .filter(e -> e.getKey().topic().equals(topic) && e.getValue() != null)
          .mapToLong(e -> e.getValue().offset())
          .sum();
    } catch (Exception e) {
      throw new AssertionError("committed offsets of " + group, e);
    }
  }

  /** Values by partition, in order. */
  static Map<Integer, List<String>> byPartition(List<ConsumerRecord<byte[], byte[]>> records) {
    Map<Integer, List<String>> values = new TreeMap<>();
    records.stream()
        .sorted(Comparator.comparingLong(ConsumerRecord::offset))
        .forEach(
            record ->
                values
                    .computeIfAbsent(record.partition(), p -> new ArrayList<>())
                    .add(new String(record.value(), StandardCharsets.UTF_8)));
    return values;
  }

  @Override
  public void close() {
    kafka.close();
  }
}
