package dev.tidemark.stream;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far an application is behind the end of its input topic, and when it last committed. The
 * broker is asked, because the consumers' own figure stands still with them: a hanging thread would
 * report the lag it had when it last looked.
 *
 * <p>All partitions of the topic are reported, by every instance: those that nobody reads count
 * most.
 *
 * <p>Threading notes: a thread of its own asks; any thread may read the last answer.
 */
public final class GroupProgress implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Logger log = LoggerFactory.getLogger(GroupProgress.class);

  private final Admin admin;
  private final String group;
  private final String topic;
  private final LongSupplier commits;
  private final InstantSource clock;
  private final Duration interval;
  private final Thread thread = new Thread(this::watch, "group-progress");
  private volatile Map<Integer, Long> lags = Map.of();
  private volatile Instant lastCommit;
  private volatile boolean stopped;
  private long committed;
  private boolean failing;

  /**
   * Asks from {@link #start} on.
   *
   * @param connection to Kafka
   * @param commits of this instance so far; may start again at zero
   * @param interval between two looks
   */
  public GroupProgress(
      Properties connection,
      String group,
      String topic,
      LongSupplier commits,
      Duration interval,
      InstantSource clock) {
    this.admin = Admin.create(connection);
    this.group = group;
    this.topic = topic;
    this.commits = commits;
    this.interval = interval;
    this.clock = clock;
    this.lastCommit = clock.instant();
  }

  public void start() {
    thread.setDaemon(true);
    thread.start();
  }

  /** Records behind the end, by partition; empty before the first answer. */
  public Map<Integer, Long> lags() {
    return lags;
  }

  /** When this instance was last seen to commit; before the first time, when it started. */
  public Instant lastCommit() {
    return lastCommit;
  }

  private void watch() {
    while (!stopped) {
      look();
      try {
        Thread.sleep(interval.toMillis());
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** One look; what cannot be had now stays as it was. */
  void look() {
    long now = commits.getAsLong();
    if (now > committed) {
      lastCommit = clock.instant();
    }
    committed = now;
    try {
      lags = Map.copyOf(ask());
      failing = false;
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      if (!failing && !stopped) {
        log.warn("the lag of {} on {} cannot be had for now: {}", group, topic, e.getMessage());
      }
      failing = true;
    } catch (InterruptedException e) {
      stopped = true;
    }
  }

  private Map<Integer, Long> ask()
      throws ExecutionException, TimeoutException, InterruptedException {
    TopicDescription described =
        Objects.requireNonNull(
            admin
                .describeTopics(List.of(topic))
                .allTopicNames()
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .get(topic));
    Map<TopicPartition, OffsetSpec> ends =
        described.partitions().stream()
            .collect(
                Collectors.toMap(
                    partition -> new TopicPartition(topic, partition.partition()),
                    partition -> OffsetSpec.latest()));
    Map<TopicPartition, OffsetSpec> starts = new HashMap<>(ends);
    starts.replaceAll((partition, spec) -> OffsetSpec.earliest());
    Map<TopicPartition, Long> first = offsets(starts);
    Map<TopicPartition, Long> last = offsets(ends);
    Map<TopicPartition, OffsetAndMetadata> done =
        admin
            .listConsumerGroupOffsets(group)
            .partitionsToOffsetAndMetadata()
            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    Map<Integer, Long> behind = new TreeMap<>();
    last.forEach(
        (partition, end) -> {
          OffsetAndMetadata commit = done.get(partition);
          // What was deleted unread is gone; nothing committed yet means all is to be read.
          long from =
              Math.max(first.getOrDefault(partition, 0L), commit == null ? 0 : commit.offset());
          behind.put(partition.partition(), Math.max(0, end - from));
        });
    return behind;
  }

  private Map<TopicPartition, Long> offsets(Map<TopicPartition, OffsetSpec> wanted)
      throws ExecutionException, TimeoutException, InterruptedException {
    // What an open transaction holds back cannot be read yet, so nobody is behind it.
    ListOffsetsOptions committedOnly = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);
    Map<TopicPartition, Long> offsets = new HashMap<>();
    admin
        .listOffsets(wanted, committedOnly)
        .all()
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .forEach((partition, info) -> offsets.put(partition, info.offset()));
    return offsets;
  }

  @Override
  public void close() {
    stopped = true;
    thread.interrupt();
    admin.close(Duration.ofSeconds(5));
  }
}
