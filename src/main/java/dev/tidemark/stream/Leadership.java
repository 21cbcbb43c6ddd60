package dev.tidemark.stream;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of all processes that ask for it: who has the first partition of a topic in a consumer group.
 * When that one dies or is cut off, another takes over after the group's session timeout.
 *
 * <p>Kafka cannot keep a process that was cut off from believing for a moment that it still leads;
 * {@link #isLeader} turns false as soon as it learns otherwise.
 *
 * <p>Threading notes: {@link #isLeader} on any thread; a thread of its own keeps up the membership.
 */
public final class Leadership implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Logger log = LoggerFactory.getLogger(Leadership.class);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final String topic;
  private final Thread thread;
  private volatile boolean leader;
  private volatile boolean stopped;

  /**
   * Asks for it from now on.
   *
   * @param kafka the connection
   * @param group whose members compete
   * @param topic that exists; nothing is read from it
   */
  public Leadership(Properties kafka, String group, String topic) {
    Properties properties = new Properties();
    properties.putAll(kafka);
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    this.topic = topic;
    this.consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.thread = new Thread(this::keepUp, "leadership");
    thread.setDaemon(true);
    thread.start();
  }

  public boolean isLeader() {
    return leader;
  }

  private void keepUp() {
    TopicPartition first = new TopicPartition(topic, 0);
    consumer.subscribe(
        List.of(topic),
        new ConsumerRebalanceListener() {
          @Override
          public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            consumer.pause(partitions);
            leader = consumer.assignment().contains(first);
          }

          @Override
          public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            if (partitions.contains(first)) {
              leader = false;
            }
          }

          @Override
          public void onPartitionsLost(Collection<TopicPartition> partitions) {
            onPartitionsRevoked(partitions);
          }
        });
    while (!stopped) {
      try {
        var unused = consumer.poll(POLL);
      } catch (WakeupException e) {
        // close() says so by stopped
      } catch (KafkaException e) {
        leader = false;
        log.warn("whether this process leads cannot be told ({})", e.getMessage());
      }
    }
    leader = false;
    consumer.close();
  }

  @Override
  public void close() {
    stopped = true;
    consumer.wakeup();
    try {
      thread.join(Duration.ofSeconds(10).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
