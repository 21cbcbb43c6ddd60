package dev.tidemark.stream;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** All partitions of a topic, for who reads it outside of a consumer group. */
public final class TopicPartitions {

  private static final Duration NEW_TOPIC = Duration.ofSeconds(5);
  private static final Duration LOOK = Duration.ofMillis(100);

  private TopicPartitions() {}

  /**
   * At least one. A topic that was created just now is not known to every broker yet, which then
   * names none; who went on with these would read nothing for ever, so it is waited for.
   *
   * @throws UnknownTopicOrPartitionException when there is no such topic
   */
  public static List<TopicPartition> of(Consumer<?, ?> consumer, String topic) {
    long deadline = System.nanoTime() + NEW_TOPIC.toNanos();
    while (true) {
      List<TopicPartition> found =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      if (!found.isEmpty()) {
        return found;
      }
      if (System.nanoTime() - deadline > 0) {
        throw new UnknownTopicOrPartitionException("there is no topic " + topic);
      }
      LockSupport.parkNanos(LOOK.toNanos());
    }
  }
}
