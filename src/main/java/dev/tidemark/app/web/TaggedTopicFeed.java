package dev.tidemark.app.web;

import dev.tidemark.ops.feed.FeedHub;
import dev.tidemark.ops.feed.FeedLimits;
import dev.tidemark.ops.feed.FeedRoute;
import dev.tidemark.ops.http.Route;
import dev.tidemark.ops.http.RouteSource;
import dev.tidemark.stream.TopicPartitions;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows whoever watches what comes out on the topic {@code tagged}, from all instances: committed
 * records only, from now on. It belongs to no consumer group and commits nothing, and while nobody
 * watches it reads nothing.
 *
 * <p>Threading notes: one thread of its own, which alone uses the consumer; {@link #close} wakes
 * it.
 */
final class TaggedTopicFeed implements RouteSource {

  private static final Logger LOG = LoggerFactory.getLogger(TaggedTopicFeed.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

  private final Properties connection;
  private final String topic;
  private final FeedHub hub;
  private final Thread thread = new Thread(this::run, "tagged-feed");
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile boolean stopped;
  private volatile @Nullable KafkaConsumer<byte[], byte[]> reading;

  /**
   * Begins.
   *
   * @param connection what a plain Kafka client needs
   */
  TaggedTopicFeed(Properties connection, String topic, FeedLimits limits) {
    this.connection = properties(connection);
    this.topic = topic;
    this.hub = new FeedHub(limits);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public List<Route> routes() {
    return List.of(FeedRoute.of(hub));
  }

  private static Properties properties(Properties connection) {
    Properties properties = new Properties();
    properties.putAll(connection);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
    properties.remove(ConsumerConfig.GROUP_ID_CONFIG);
    return properties;
  }

  private void run() {
    try {
      while (!stopped && hub.awaitWatched()) {
        showWhileWatched();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void showWhileWatched() throws InterruptedException {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(connection, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      reading = consumer;
      if (stopped) {
        return;
      }
      List<TopicPartition> partitions = TopicPartitions.of(consumer, topic);
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      while (!stopped && hub.watching() > 0) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          if (record.value() != null) {
            hub.publish(record.partition() + "-" + record.offset(), record.value());
          }
        }
      }
    } catch (WakeupException e) {
      // Closed.
    } catch (KafkaException e) {
      LOG.warn("the live feed cannot read {} ({}) and tries again", topic, e.getMessage());
      boolean unused = stop.await(AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      reading = null;
    }
  }

  @Override
  public void close() {
    stopped = true;
    stop.countDown();
    hub.close();
    // Not an interrupt: a consumer that is closed by an interrupted thread logs an error.
    KafkaConsumer<byte[], byte[]> consumer = reading;
    if (consumer != null) {
      consumer.wakeup();
    }
    try {
      thread.join(Duration.ofSeconds(5).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
