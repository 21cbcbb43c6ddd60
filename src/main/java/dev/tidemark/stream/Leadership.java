package dev.tidemark.stream;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.GroupProtocol;
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
 * <p>One that joins takes nothing from one that leads. One that stood still for longer than the
 * session timeout has been given up by the others, and does not lead from the moment it wakes up:
 * its lease is over by its own clock, before Kafka has told it anything. Then it joins anew.
 *
 * <p>Threading notes: {@link #term} on any thread; a thread of its own keeps up the membership.
 */
public final class Leadership implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Logger log = LoggerFactory.getLogger(Leadership.class);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final String topic;
  private final long lease;
  private final Thread thread;
  private volatile State state = new State(0, System.nanoTime());
  private volatile boolean stopped;
  private long terms; // of the thread alone

  /**
   * What is known.
   *
   * @param term counted from 1; 0 while another one leads
   * @param heard when the membership was looked after last, by {@link System#nanoTime}
   */
  private record State(long term, long heard) {}

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
    if (!GroupProtocol.CONSUMER
        .name()
        .equalsIgnoreCase(properties.getProperty(ConsumerConfig.GROUP_PROTOCOL_CONFIG))) {
      properties.put(
          ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
          CooperativeStickyAssignor.class.getName());
    }
    this.topic = topic;
    this.lease = leaseNanos(properties);
    this.consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.thread = new Thread(this::keepUp, "leadership");
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Which of its times as the leader this is, counted from 1; 0 while it does not lead. What was
   * begun in one term must not be ended in another: somebody else may have led in between.
   */
  public long term() {
    State now = state;
    return System.nanoTime() - now.heard < lease ? now.term : 0;
  }

  private static long leaseNanos(Properties properties) {
    String name = ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG;
    Object millis =
        properties.getOrDefault(name, ConsumerConfig.configDef().defaultValues().get(name));
    return Duration.ofMillis(Long.parseLong(String.valueOf(millis).strip())).toNanos();
  }

  private void lead(long term) {
    state = new State(term, System.nanoTime());
  }

  private void subscribe(TopicPartition first) {
    consumer.subscribe(
        List.of(topic),
        new ConsumerRebalanceListener() {
          @Override
          public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            consumer.pause(partitions);
            if (partitions.contains(first)) {
              lead(++terms);
            }
          }

          @Override
          public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            if (partitions.contains(first)) {
              lead(0);
            }
          }

          @Override
          public void onPartitionsLost(Collection<TopicPartition> partitions) {
            onPartitionsRevoked(partitions);
          }
        });
  }

  private void keepUp() {
    TopicPartition first = new TopicPartition(topic, 0);
    boolean member = false;
    while (!stopped) {
      try {
        if (!member) {
          // What was missed cannot be told from here, so whatever this one had is given back.
          consumer.unsubscribe();
          lead(0);
          subscribe(first);
          member = true;
        }
        long asked = state.heard;
        var unused = consumer.poll(POLL);
        if (System.nanoTime() - asked >= lease) {
          log.warn("this process stood still for longer than a session lasts, and joins anew");
          lead(0);
          member = false;
        } else {
          lead(state.term);
        }
      } catch (WakeupException e) {
        // close() says so by stopped
      } catch (KafkaException e) {
        lead(0);
        member = false;
        log.warn("whether this process leads cannot be told ({})", e.getMessage());
        LockSupport.parkNanos(POLL.toNanos());
      }
    }
    lead(0);
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
