package dev.tidemark.stream;

import dev.tidemark.text.EntitySpan;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * What comes out of the tagging, for somebody who wants to see some of it and is in no group: from
 * now on, and never more than is asked for. Where more has come than that, the newest is seen.
 *
 * <p>Threading notes: one thread.
 */
public final class TaggedTail implements AutoCloseable {

  /**
   * A tagged text.
   *
   * @param model the version that found the entities
   */
  public record Seen(String model, String text, List<EntitySpan> entities) {

    public Seen {
      entities = List.copyOf(entities);
    }
  }

  private final Consumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;

  /**
   * Stands at the end.
   *
   * @param kafka the connection
   */
  public TaggedTail(Properties kafka, String topic) {
    Properties properties = new Properties();
    properties.putAll(kafka);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    this.consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    this.partitions = TopicPartitions.of(consumer, topic);
    consumer.assign(partitions);
    skip();
  }

  /** To the end: what has come until now is not seen. */
  void skip() {
    consumer.seekToEnd(partitions);
    // Not when the next record is asked for, which would lose what comes before that.
    partitions.forEach(consumer::position);
  }

  /** What has come since, at most about so many; waits for something at most this long. */
  public List<Seen> poll(int most, Duration wait) {
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    long each = Math.max(1, most / partitions.size());
    ends.forEach(
        (partition, end) -> {
          if (end - consumer.position(partition) > each) {
            consumer.seek(partition, end - each);
          }
        });
    List<Seen> seen = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
      Seen one = read(record.value());
      if (one != null) {
        seen.add(one);
      }
    }
    return seen;
  }

  /** Null for what is no tagged record: somebody else's, who may write to the topic too. */
  static @Nullable Seen read(byte @Nullable [] value) {
    try {
      Map<String, @Nullable Object> fields = StrictJson.object(value);
      if (!(fields.get("text") instanceof String text)
          || !(fields.get("model") instanceof Map<?, ?> models)
          || !(models.get("ner") instanceof String model)
          || !(fields.get("entities") instanceof List<?> list)) {
        return null;
      }
      List<EntitySpan> entities = new ArrayList<>();
      for (Object element : list) {
        if (!(element instanceof Map<?, ?> entity)
            || !(entity.get("type") instanceof String type)
            || !(entity.get("start") instanceof BigInteger start)
            || !(entity.get("end") instanceof BigInteger end)
            || !(entity.get("score") instanceof Number score)) {
          return null;
        }
        int from = start.intValueExact();
        int to = end.intValueExact();
        entities.add(new EntitySpan(type, from, to, text.substring(from, to), score.doubleValue()));
      }
      return new Seen(model, text, entities);
    } catch (BrokenInputException | ArithmeticException | IndexOutOfBoundsException e) {
      return null;
    }
  }

  @Override
  public void close() {
    consumer.close();
  }
}
