package dev.tidemark.app.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemark.app.web.CorrectionOutcomes.Place;
import dev.tidemark.stream.BrokenInputException;
import dev.tidemark.stream.CorrectionReader;
import dev.tidemark.stream.CorrectionsTopology;
import dev.tidemark.stream.DeadLetters;
import dev.tidemark.stream.TopicPartitions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what is said of corrections, from a little before now on.
 *
 * <p>Threading notes: the consumer belongs to the one thread that this starts.
 */
final class CorrectionFollower implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CorrectionFollower.class);

  /** Records of each partition to begin with. */
  private static final long BACK = 1_000;

  private static final Duration POLL = Duration.ofMillis(200);

  private final CorrectionsTopology.Topics topics;
  private final CorrectionOutcomes outcomes = new CorrectionOutcomes();
  private final CorrectionReader reader = new CorrectionReader();
  private final CompletableFuture<Void> caughtUp = new CompletableFuture<>();
  private final Consumer<byte[], byte[]> consumer;
  private final Thread thread = new Thread(this::follow, "http-corrections");

  /**
   * From now on.
   *
   * @throws KafkaException when Kafka does not answer
   */
  CorrectionFollower(Properties kafka, CorrectionsTopology.Topics topics) {
    this.topics = topics;
    kafka.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    kafka.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    kafka.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    kafka.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "10000");
    consumer = new KafkaConsumer<>(kafka, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    thread.setDaemon(true);
    thread.start();
  }

  boolean isAlive() {
    return thread.isAlive();
  }

  /** What is known, after what was there at the start was read. */
  CorrectionOutcomes outcomes(Duration patience) throws TimeoutException, InterruptedException {
    try {
      caughtUp.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new KafkaException("corrections cannot be followed", e.getCause());
    }
    return outcomes;
  }

  private void follow() {
    try (consumer) {
      Map<TopicPartition, Long> ends = begin();
      while (true) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          take(record);
        }
        if (!caughtUp.isDone()
            && ends.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
          caughtUp.complete(null);
        }
      }
    } catch (WakeupException e) {
      // Closed.
    } catch (KafkaException e) {
      LOG.warn("corrections are no longer followed: {}", e.getClass().getSimpleName());
      boolean ignored = caughtUp.completeExceptionally(e);
    }
  }

  private Map<TopicPartition, Long> begin() {
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : List.of(topics.corrections(), topics.examples(), topics.deadLetters())) {
      partitions.addAll(TopicPartitions.of(consumer, topic));
    }
    consumer.assign(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
    ends.forEach(
        (partition, end) ->
            consumer.seek(partition, Math.max(beginnings.getOrDefault(partition, 0L), end - BACK)));
    return ends;
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    if (record.topic().equals(topics.deadLetters())) {
      takeDeadLetter(record);
    } else if (record.topic().equals(topics.examples())) {
      takeExample(record);
    } else if (record.value() != null) {
      Place place = new Place(record.partition(), record.offset());
      try {
        outcomes.correction(place, record.timestamp(), reader.read(record.value()));
      } catch (BrokenInputException e) {
        outcomes.unreadable(place, record.timestamp(), text(record.key()));
      }
    }
  }

  private void takeExample(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      outcomes.withdrawn(text(record.key()));
      return;
    }
    try {
      outcomes.example(reader.read(record.value()));
    } catch (BrokenInputException e) {
      // Another program's; nobody waits for it here.
    }
  }

  private void takeDeadLetter(ConsumerRecord<byte[], byte[]> record) {
    String partition = header(record, DeadLetters.SOURCE_PARTITION);
    String offset = header(record, DeadLetters.SOURCE_OFFSET);
    if (topics.corrections().equals(header(record, DeadLetters.SOURCE_TOPIC))
        && partition.matches("\\d{1,9}")
        && offset.matches("\\d{1,18}")) {
      outcomes.rejected(
          new Place(Integer.parseInt(partition), Long.parseLong(offset)),
          header(record, DeadLetters.REASON));
    }
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? "" : text(header.value());
  }

  private static String text(byte @Nullable [] bytes) {
    return bytes == null ? "" : new String(bytes, UTF_8);
  }

  @Override
  public void close() {
    consumer.wakeup();
    try {
      thread.join(Duration.ofSeconds(5).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
