package dev.tidemark.stream;

import static org.awaitility.Awaitility.await;

import dev.tidemark.app.kafka.EmbeddedKafka;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A Kafka as tests see it: fresh topics per test, reading what is committed. One embedded Kafka per
 * test class, unless it is given another.
 */
public final class Broker implements AutoCloseable {

  /** Settings under which a dead member or transaction is noticed within seconds. */
  public static final Map<String, String> IMPATIENT =
      Map.of(
          "commit.interval.ms", "200",
          "producer.transaction.timeout.ms", "4000",
          "consumer.session.timeout.ms", "2000",
          "consumer.heartbeat.interval.ms", "300");

  private static final Set<TransactionState> ENDED =
      Set.of(
          TransactionState.EMPTY,
          TransactionState.COMPLETE_ABORT,
          TransactionState.COMPLETE_COMMIT);

  private static final AtomicInteger NUMBER = new AtomicInteger();
  private final String bootstrapServers;
  private final short replicas;
  private final Runnable stop;

  /** An embedded Kafka of its own. */
  public Broker() {
    this(EmbeddedKafka.start());
  }

  private Broker(EmbeddedKafka kafka) {
    this(kafka.bootstrapServers(), 1, kafka::close);
  }

  /**
   * A Kafka that somebody else has started.
   *
   * @param replicas of the topics; all but one of them must have a record before it counts
   * @param stop called by {@link #close}
   */
  public Broker(String bootstrapServers, int replicas, Runnable stop) {
    this.bootstrapServers = bootstrapServers;
    this.replicas = (short) replicas;
    this.stop = stop;
  }

  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Three topics that no other test has. */
  public TaggingTopology.Topics freshTopics(int partitions) {
    int n = NUMBER.incrementAndGet();
    TaggingTopology.Topics topics =
        new TaggingTopology.Topics("texts-" + n, "tagged-" + n, "dead-letters-" + n);
    Map<String, String> config =
        Map.of(
            "max.message.bytes", Integer.toString(StreamSettings.MAX_RECORD_BYTES),
            "min.insync.replicas", Integer.toString(Math.max(1, replicas - 1)));
    try (Admin admin = admin()) {
      admin
          .createTopics(
              Stream.of(topics.texts(), topics.tagged(), topics.deadLetters())
                  .map(name -> new NewTopic(name, partitions, replicas).configs(config))
                  .toList())
          .all()
          .get(30, TimeUnit.SECONDS);
      awaitLeaders(admin, topics, partitions);
    } catch (Exception e) {
      throw new AssertionError("topics were not created", e);
    }
    return topics;
  }

  /**
   * A partition without a leader refuses a producer's first batch, and may have one in time for the
   * second: then it waits for the first for ever, and the producer tries in vain for two minutes.
   */
  private static void awaitLeaders(Admin admin, TaggingTopology.Topics topics, int partitions) {
    Map<TopicPartition, OffsetSpec> all = new HashMap<>();
    for (String topic : List.of(topics.texts(), topics.tagged(), topics.deadLetters())) {
      for (int p = 0; p < partitions; p++) {
        all.put(new TopicPartition(topic, p), OffsetSpec.latest());
      }
    }
    await("leaders of fresh topics")
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptionsInstanceOf(ExecutionException.class)
        .until(() -> admin.listOffsets(all).all().get(10, TimeUnit.SECONDS).size() == all.size());
  }

  /** Transactions of an application to which something was sent and which have not ended. */
  public long openTransactions(String applicationId) {
    try (Admin admin = admin()) {
      return admin.listTransactions().all().get(10, TimeUnit.SECONDS).stream()
          .filter(transaction -> transaction.transactionalId().startsWith(applicationId))
          .filter(transaction -> !ENDED.contains(transaction.state()))
          .count();
    } catch (Exception e) {
      throw new AssertionError("open transactions of " + applicationId, e);
    }
  }

  public Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", bootstrapServers));
  }

  StreamSettings settings(String applicationId) {
    return StreamSettings.defaults(applicationId, bootstrapServers()).with(IMPATIENT);
  }

  /** Sends records and waits until Kafka has them; tells where each has got to. */
  public List<RecordMetadata> produce(List<ProducerRecord<byte[], byte[]>> records) {
    Map<String, Object> config =
        Map.of(
            "bootstrap.servers",
            bootstrapServers(),
            "max.request.size",
            Integer.toString(StreamSettings.MAX_RECORD_BYTES));
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      List<Future<RecordMetadata>> sent = records.stream().map(producer::send).toList();
      producer.flush();
      List<RecordMetadata> places = new ArrayList<>(sent.size());
      for (Future<RecordMetadata> one : sent) {
        places.add(one.get());
      }
      return places;
    } catch (ExecutionException | InterruptedException e) {
      throw new AssertionError("not produced", e);
    }
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

  /** At the beginning of topics, reading what is committed. */
  public Consumer<byte[], byte[]> consumer(String... topics) {
    Map<String, Object> config = new HashMap<>();
    config.put("bootstrap.servers", bootstrapServers());
    config.put("isolation.level", "read_committed");
    config.put("enable.auto.commit", "false");
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        Stream.of(topics)
            .flatMap(topic -> consumer.partitionsFor(topic).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }

  /** What a group has committed for a topic, over all partitions. */
  public long committed(String group, String topic) {
    try (Admin admin = admin()) {
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
    stop.run();
  }
}
