package dev.tidemark.ops.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * The few dozen of Kafka's own figures that say something to an operator, summed up over the
 * threads and clients of one Kafka Streams application.
 *
 * <p>Not Micrometer's {@code KafkaStreamsMetrics}: that exposes several hundred series whose names
 * hold no units, whose labels change with the client, and which come and go with threads; so
 * neither a dashboard nor the documentation could rely on one. A missing figure reads 0 here.
 */
final class KafkaMeters {

  /** How the figures of several clients become one. */
  private enum Sum {
    TOTAL,
    MOST,
    MEAN
  }

  private record Source(Figure figure, String group, String name, Sum sum, double scale) {

    double read(Map<MetricName, ? extends Metric> metrics) {
      DoubleStream values =
          metrics.entrySet().stream()
              .filter(entry -> entry.getKey().name().equals(name))
              .filter(entry -> entry.getKey().group().equals(group))
              // Some figures exist once a client, and once more for each topic or node.
              .filter(entry -> !isOfPart(entry.getKey()))
              .map(entry -> entry.getValue().metricValue())
              .filter(Number.class::isInstance)
              .mapToDouble(value -> ((Number) value).doubleValue())
              .filter(Double::isFinite);
      return scale
          * switch (sum) {
            case TOTAL -> values.sum();
            case MOST -> values.max().orElse(0);
            case MEAN -> values.average().orElse(0);
          };
    }

    private static boolean isOfPart(MetricName name) {
      return name.tags().containsKey("topic") || name.tags().containsKey("node-id");
    }
  }

  private static final String FETCH = "consumer-fetch-manager-metrics";
  private static final String GROUP = "consumer-coordinator-metrics";
  private static final String CONSUMER = "consumer-metrics";
  private static final String PRODUCER = "producer-metrics";
  private static final String THREAD = "stream-thread-metrics";
  private static final String CLIENT = "stream-metrics";
  private static final double MILLIS = 1e-3;
  private static final double NANOS = 1e-9;

  private static final List<Source> SOURCES = sources();

  static final List<Figure> FIGURES = SOURCES.stream().map(Source::figure).toList();

  private KafkaMeters() {}

  /**
   * Measures from now on.
   *
   * @param stream what the series are called: {@code texts} or {@code corrections}
   * @param kafka asked at each look
   */
  public static void bind(
      Metrics metrics, String stream, Supplier<Map<MetricName, ? extends Metric>> kafka) {
    Supplier<Map<MetricName, ? extends Metric>> recent = new Recent(kafka);
    for (Source source : SOURCES) {
      if (source.figure().kind() == Figure.Kind.COUNTER) {
        metrics.counter(source.figure(), () -> source.read(recent.get()), stream);
      } else {
        metrics.gauge(source.figure(), () -> source.read(recent.get()), stream);
      }
    }
  }

  /** Kafka copies its thousand figures at each look; one copy serves a whole page. */
  private static final class Recent implements Supplier<Map<MetricName, ? extends Metric>> {

    private static final long NANOS = 200_000_000;

    private final Supplier<Map<MetricName, ? extends Metric>> kafka;
    private Map<MetricName, ? extends Metric> figures = Map.of();
    private long copied = System.nanoTime() - NANOS;

    Recent(Supplier<Map<MetricName, ? extends Metric>> kafka) {
      this.kafka = kafka;
    }

    @Override
    public synchronized Map<MetricName, ? extends Metric> get() {
      long now = System.nanoTime();
      if (now - copied >= NANOS) {
        figures = kafka.get();
        copied = now;
      }
      return figures;
    }
  }

  private static List<Source> sources() {
    List<Source> all = new ArrayList<>();
    all.add(total("consumed.records", "records", "Records read.", FETCH, "records-consumed-total"));
    all.add(total("consumed.bytes", "bytes", "Bytes read.", FETCH, "bytes-consumed-total"));
    all.add(total("fetches", "requests", "Requests for records.", FETCH, "fetch-total"));
    all.add(mean("fetch.latency", "Their mean latency.", FETCH, "fetch-latency-avg", MILLIS));
    all.add(total("rebalances", "times", "Rebalances.", GROUP, "rebalance-total"));
    all.add(total("rebalances.failed", "times", "Failed ones.", GROUP, "failed-rebalance-total"));
    all.add(
        new Source(
            gauge("assigned.partitions", "partitions", "Partitions of this process."),
            GROUP,
            "assigned-partitions",
            Sum.TOTAL,
            1));
    all.add(
        new Source(
            gauge("heartbeat.age.seconds", "seconds", "Since the last heartbeat of the laggard."),
            GROUP,
            "last-heartbeat-seconds-ago",
            Sum.MOST,
            1));
    all.add(
        new Source(
            gauge("poll.idle.ratio", "share", "Time the consumers wait rather than work, mean."),
            CONSUMER,
            "poll-idle-ratio-avg",
            Sum.MEAN,
            1));
    all.add(total("produced.records", "records", "Records sent.", PRODUCER, "record-send-total"));
    all.add(total("produced.bytes", "bytes", "Bytes sent.", PRODUCER, "outgoing-byte-total"));
    all.add(total("produce.errors", "records", "Not sent.", PRODUCER, "record-error-total"));
    all.add(total("produce.retries", "records", "Sent again.", PRODUCER, "record-retry-total"));
    all.add(
        mean(
            "produce.latency",
            "Mean of produce requests.",
            PRODUCER,
            "request-latency-avg",
            MILLIS));
    all.add(
        new Source(
            counter("transaction.commit.seconds", "seconds", "Time spent committing transactions."),
            PRODUCER,
            "txn-commit-time-ns-total",
            Sum.TOTAL,
            NANOS));
    all.add(
        new Source(
            counter("transaction.abort.seconds", "seconds", "Time spent aborting transactions."),
            PRODUCER,
            "txn-abort-time-ns-total",
            Sum.TOTAL,
            NANOS));
    all.add(total("commits", "times", "Commits.", THREAD, "commit-total"));
    all.add(mean("commit.latency", "Mean of commits.", THREAD, "commit-latency-avg", MILLIS));
    all.add(total("polls", "times", "Looks for records.", THREAD, "poll-total"));
    all.add(mean("poll.latency", "Mean of looks.", THREAD, "poll-latency-avg", MILLIS));
    all.add(total("processed.records", "records", "Records processed.", THREAD, "process-total"));
    all.add(total("tasks.begun", "tasks", "Tasks begun.", THREAD, "task-created-total"));
    all.add(total("tasks.ended", "tasks", "Tasks ended.", THREAD, "task-closed-total"));
    all.add(
        new Source(
            gauge("threads.alive", "threads", "Stream threads that are alive."),
            CLIENT,
            "alive-stream-threads",
            Sum.TOTAL,
            1));
    all.add(
        total("threads.failed", "threads", "Threads that died.", CLIENT, "failed-stream-threads"));
    return List.copyOf(all);
  }

  private static Source total(
      String name, String unit, String meaning, String group, String kafkaName) {
    return new Source(counter(name, unit, meaning), group, kafkaName, Sum.TOTAL, 1);
  }

  private static Source mean(
      String name, String meaning, String group, String kafkaName, double scale) {
    return new Source(
        gauge(name + ".seconds", "seconds", meaning), group, kafkaName, Sum.MEAN, scale);
  }

  private static Figure counter(String name, String unit, String meaning) {
    return Figure.counter("tidemark.kafka." + name, unit, meaning, "stream");
  }

  private static Figure gauge(String name, String unit, String meaning) {
    return Figure.gauge("tidemark.kafka." + name, unit, meaning, "stream");
  }
}
