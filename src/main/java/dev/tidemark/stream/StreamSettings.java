package dev.tidemark.stream;

import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * What Tidemark sets of Kafka Streams' many settings, and why.
 *
 * @param applicationId consumer group and prefix of transactional ids
 * @param bootstrapServers brokers to start from
 * @param guarantee exactly once unless duplicates after a crash are no matter
 * @param groupProtocol {@code CLASSIC} works with any broker, {@code STREAMS} needs Kafka 4.2
 * @param threads stream threads of this instance
 * @param commitInterval between commits, 500-1000 ms: each one drains the batches, so the 100 ms
 *     that Kafka Streams would take for exactly once keeps batches small; read-committed consumers
 *     see results this late
 * @param transactionTimeout after which the broker aborts the transaction of a killed instance; its
 *     read-committed readers wait that long. More than {@link InFlightLimits#patience}.
 * @param poll how long a thread waits for input before it looks at its timers; at most the linger
 * @param overrides Kafka's own settings by their names in Kafka Streams ({@code producer.…}, {@code
 *     main.consumer.…}); they win over everything here
 */
public record StreamSettings(
    String applicationId,
    String bootstrapServers,
    Guarantee guarantee,
    GroupProtocol groupProtocol,
    int threads,
    Duration commitInterval,
    Duration transactionTimeout,
    Duration poll,
    Map<String, String> overrides) {

  /**
   * What an output record may measure. 2 MB of text become at most 12 MB of JSON when every
   * character must be escaped, and entities come on top. The output topics need {@code
   * max.message.bytes} of at least this. Consumers need nothing: a fetch returns its first record
   * whatever its size.
   */
  public static final int MAX_RECORD_BYTES = 16 << 20;

  /** Delivery guarantee. */
  public enum Guarantee {
    EXACTLY_ONCE_V2,
    AT_LEAST_ONCE
  }

  /** How instances share the partitions. */
  public enum GroupProtocol {
    CLASSIC,
    STREAMS
  }

  public StreamSettings {
    if (threads < 1) {
      throw new IllegalArgumentException(threads + " stream threads are too few, 1 is needed");
    }
    if (commitInterval.compareTo(Duration.ZERO) <= 0 || poll.compareTo(Duration.ZERO) <= 0) {
      throw new IllegalArgumentException(
          "commit interval %s and poll %s must be positive".formatted(commitInterval, poll));
    }
    if (transactionTimeout.compareTo(commitInterval) <= 0) {
      throw new IllegalArgumentException(
          "transaction timeout %s must exceed the commit interval %s"
              .formatted(transactionTimeout, commitInterval));
    }
    overrides = Map.copyOf(overrides);
  }

  /** Exactly once, classic protocol, one thread, commits every 500 ms. */
  public static StreamSettings defaults(String applicationId, String bootstrapServers) {
    return new StreamSettings(
        applicationId,
        bootstrapServers,
        Guarantee.EXACTLY_ONCE_V2,
        GroupProtocol.CLASSIC,
        1,
        Duration.ofMillis(500),
        Duration.ofSeconds(60),
        Duration.ofMillis(5),
        Map.of());
  }

  public StreamSettings with(Guarantee newGuarantee) {
    return new StreamSettings(
        applicationId,
        bootstrapServers,
        newGuarantee,
        groupProtocol,
        threads,
        commitInterval,
        transactionTimeout,
        poll,
        overrides);
  }

  public StreamSettings with(GroupProtocol newProtocol) {
    return new StreamSettings(
        applicationId,
        bootstrapServers,
        guarantee,
        newProtocol,
        threads,
        commitInterval,
        transactionTimeout,
        poll,
        overrides);
  }

  public StreamSettings withThreads(int newThreads) {
    return new StreamSettings(
        applicationId,
        bootstrapServers,
        guarantee,
        groupProtocol,
        newThreads,
        commitInterval,
        transactionTimeout,
        poll,
        overrides);
  }

  /** Adds overrides to those there are. */
  public StreamSettings with(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(overrides);
    all.putAll(more);
    return new StreamSettings(
        applicationId,
        bootstrapServers,
        guarantee,
        groupProtocol,
        threads,
        commitInterval,
        transactionTimeout,
        poll,
        all);
  }

  /** For {@code KafkaStreams}. */
  public Properties properties() {
    Properties p = new Properties();
    p.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
    p.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, guarantee.name().toLowerCase(Locale.ROOT));
    p.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, groupProtocol.name().toLowerCase(Locale.ROOT));
    p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, Integer.toString(threads));
    p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, Long.toString(commitInterval.toMillis()));
    p.put(StreamsConfig.POLL_MS_CONFIG, Long.toString(Math.max(1, poll.toMillis())));
    // There are no global stores; without this each client warns about them at each start.
    p.put("processing.exception.handler.global.enabled", "true");
    putProducer(p, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(MAX_RECORD_BYTES));
    // Commits flush; lingering for Kafka Streams' 100 ms would only delay at-least-once results.
    putProducer(p, ProducerConfig.LINGER_MS_CONFIG, "5");
    if (guarantee == Guarantee.EXACTLY_ONCE_V2) {
      putProducer(
          p,
          ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
          Long.toString(transactionTimeout.toMillis()));
    }
    if (groupProtocol == GroupProtocol.CLASSIC) {
      // A replaced thread's old member does not leave the group; 45 s without its partitions is
      // long. (With the streams protocol this is the broker's to say.)
      p.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), "15000");
    } else {
      // Clients of Kafka 4.3.1 may wait for ever for the offsets of a partition when a connection
      // was cut at the wrong moment (as in KAFKA-20765): each further request hangs on to the dead
      // one. Only a new thread mends that; Kafka Streams would take five minutes to want one.
      p.put(StreamsConfig.TASK_TIMEOUT_MS_CONFIG, "60000");
      p.put(StreamsConfig.consumerPrefix(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG), "30000");
    }
    p.putAll(overrides);
    return p;
  }

  private static void putProducer(Properties p, String name, String value) {
    p.put(StreamsConfig.producerPrefix(name), value);
  }
}
