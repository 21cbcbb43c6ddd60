package dev.tidemark.ops.metrics;

import dev.tidemark.stream.GroupProgress;
import dev.tidemark.stream.StreamStatus;
import dev.tidemark.stream.TaggingStreams;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Whether the streams of this process get on: their state, their lag, their last commit. */
public final class ProgressMeters {

  private static final List<String> STATES =
      List.of(
          "CREATED",
          "REBALANCING",
          "RUNNING",
          "PENDING_SHUTDOWN",
          "NOT_RUNNING",
          "PENDING_ERROR",
          "ERROR");

  static final Figure LAG =
      Figure.gauge(
          "tidemark.consumer.lag.records",
          "records",
          "Records between the last commit and the end of the input topic, asked of the broker"
              + " every few seconds; every instance reports every partition.",
          "stream",
          "topic",
          "partition");

  static final Figure LAST_COMMIT =
      Figure.gauge(
          "tidemark.last.commit.timestamp.seconds",
          "Unix time",
          "When this process last committed, to a few seconds; before that, when it started. An"
              + " idle stream does not commit.",
          "stream");

  static final Figure STATE =
      Figure.gauge(
          "tidemark.stream.state",
          "0 or 1",
          "1 for the state that Kafka Streams is in.",
          "stream",
          "state");

  static final List<Figure> FIGURES = List.of(LAG, LAST_COMMIT, STATE);

  private record Watched(String stream, String topic, TaggingStreams streams, GroupProgress of) {}

  private final Metrics metrics;
  private final List<Watched> watched = new CopyOnWriteArrayList<>();

  public ProgressMeters(Metrics metrics) {
    this.metrics = metrics;
    metrics.gauges(LAG, () -> all(ProgressMeters::lags));
    metrics.gauges(LAST_COMMIT, () -> all(ProgressMeters::lastCommit));
    metrics.gauges(STATE, () -> all(ProgressMeters::state));
  }

  /**
   * Reports on these, too, and on Kafka's own figures of them.
   *
   * @param stream what the series are called: {@code texts} or {@code corrections}
   */
  public void watch(String stream, String topic, TaggingStreams streams, GroupProgress progress) {
    watched.add(new Watched(stream, topic, streams, progress));
    KafkaMeters.bind(metrics, stream, streams::figures);
  }

  private Map<List<String>, Double> all(Function<Watched, Map<List<String>, Double>> series) {
    Map<List<String>, Double> all = new HashMap<>();
    watched.forEach(one -> all.putAll(series.apply(one)));
    return all;
  }

  private static Map<List<String>, Double> lags(Watched one) {
    Map<List<String>, Double> lags = new HashMap<>();
    one.of()
        .lags()
        .forEach(
            (partition, lag) ->
                lags.put(
                    List.of(one.stream(), one.topic(), Integer.toString(partition)),
                    lag.doubleValue()));
    return lags;
  }

  private static Map<List<String>, Double> lastCommit(Watched one) {
    return Map.of(List.of(one.stream()), one.of().lastCommit().toEpochMilli() / 1e3);
  }

  private static Map<List<String>, Double> state(Watched one) {
    StreamStatus status = one.streams().status();
    Map<List<String>, Double> states = new HashMap<>();
    for (String state : STATES) {
      states.put(List.of(one.stream(), state), state.equals(status.state()) ? 1.0 : 0.0);
    }
    return states;
  }
}
