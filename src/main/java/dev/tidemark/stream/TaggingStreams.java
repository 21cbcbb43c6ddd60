package dev.tidemark.stream;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running topology: starts it, replaces threads that die until that is hopeless, keeps the
 * failure that ended it, closes it in time.
 *
 * <p>A replacement waits ({@link RestartBackOff}) on the thread that dies, before Kafka Streams is
 * answered. Kafka Streams asks only there, and its answers are to replace the thread at once or to
 * end the client or the application: none lets a thread die and come back later. The price: the
 * dying thread keeps its partitions, and under exactly once its transaction stays open, until the
 * wait is over; a rebalance that begins meanwhile waits for it. Hence the wait is short by default,
 * and whatever ends the streams ends it too.
 *
 * <p>Threading notes: any thread may call anything; {@link #ended} completes on a thread of Kafka
 * Streams, from which {@link #close} must not be called.
 */
public final class TaggingStreams implements AutoCloseable {

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(30);
  private static final Logger log = LoggerFactory.getLogger(TaggingStreams.class);

  private final KafkaStreams streams;
  private final RestartBudget budget;
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private volatile long stateSince = System.nanoTime();
  private volatile boolean assigned;

  /** Open once the streams are ending, for whatever reason: nobody waits to replace a thread. */
  private final CountDownLatch ending = new CountDownLatch(1);

  /**
   * Streams that do not run yet.
   *
   * @param properties from {@link StreamSettings#properties}
   */
  public TaggingStreams(Supplier<Topology> topology, Properties properties, RestartBudget budget) {
    this.budget = budget;
    this.streams = new KafkaStreams(topology.get(), properties);
    streams.setUncaughtExceptionHandler(this::onUncaught);
    streams.setStateListener(
        (now, before) -> {
          stateSince = System.nanoTime();
          if (now == KafkaStreams.State.RUNNING) {
            assigned = true;
          }
          // Called when the state has changed: a thread released here is not replaced any more.
          if (now.isShuttingDown() || now.hasCompletedShutdown()) {
            ending.countDown();
          }
          if (now == KafkaStreams.State.ERROR || now == KafkaStreams.State.NOT_RUNNING) {
            end();
          }
        });
  }

  public void start() {
    streams.start();
  }

  public KafkaStreams.State state() {
    return streams.state();
  }

  /** What ended the streams, if a failure did. */
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure.get());
  }

  /** Completes when the streams have ended: normally after a close, else with their failure. */
  public CompletableFuture<Void> ended() {
    return ended.copy();
  }

  /** For tests, which look closer than anybody else. */
  KafkaStreams kafkaStreams() {
    return streams;
  }

  /** For health. */
  public StreamStatus status() {
    return new StreamStatus(
        streams.state().name(),
        Duration.ofNanos(System.nanoTime() - stateSince),
        (int) sum("stream-metrics", "alive-stream-threads"),
        (int) sum("consumer-coordinator-metrics", "assigned-partitions"),
        assigned);
  }

  /** Commits so far, of the threads that live. */
  public long commits() {
    return sum("stream-thread-metrics", "commit-total");
  }

  /** Kafka's own figures of this application and its clients. */
  public Map<MetricName, ? extends Metric> figures() {
    return streams.metrics();
  }

  private long sum(String group, String name) {
    return Math.round(
        streams.metrics().entrySet().stream()
            .filter(entry -> entry.getKey().name().equals(name))
            .filter(entry -> entry.getKey().group().equals(group))
            .map(entry -> entry.getValue().metricValue())
            .filter(Number.class::isInstance)
            .mapToDouble(value -> ((Number) value).doubleValue())
            .filter(Double::isFinite)
            .sum());
  }

  /** Commits what is in flight and leaves the group. */
  @Override
  public void close() {
    if (!close(CLOSE_PATIENCE)) {
      log.warn(
          "the streams did not end within {}; what was not committed comes again", CLOSE_PATIENCE);
    }
  }

  /** Like {@link #close()}, with a deadline; false when it passed before all threads had ended. */
  public boolean close(Duration deadline) {
    // Leaving tells the others at once; without it they wait for the session to time out.
    return streams.close(
        CloseOptions.groupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP)
            .withTimeout(deadline));
  }

  private StreamThreadExceptionResponse onUncaught(Throwable thrown) {
    String why = FailureMessage.of(thrown);
    if (ending.getCount() == 0) {
      log.warn("a stream thread died while the streams end, its records come again: {}", why);
      return StreamThreadExceptionResponse.REPLACE_THREAD; // by none: nothing is added any more
    }
    if (thrown instanceof VirtualMachineError) {
      return giveUp("a stream thread died of what a restart does not mend: " + why, thrown);
    }
    Optional<Duration> backOff = budget.trySpend();
    if (backOff.isEmpty()) {
      return giveUp(
          "the stream threads keep dying, %s are used up; the last died of %s"
              .formatted(budget, why),
          thrown);
    }
    log.warn("a stream thread died and is replaced in {} ms: {}", backOff.get().toMillis(), why);
    await(backOff.get());
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  /** Several threads may give up together; the first one's failure is kept, and logged once. */
  private StreamThreadExceptionResponse giveUp(String message, Throwable thrown) {
    if (failure.compareAndSet(null, new StreamsException(message, thrown))) {
      log.error("the streams end: {}", message);
    }
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  /** Returns when the time is over, when the streams end, or when the thread is interrupted. */
  private void await(Duration backOff) {
    try {
      if (ending.await(backOff.toNanos(), TimeUnit.NANOSECONDS)) {
        log.debug("the streams end; the dead thread is not replaced");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void end() {
    Throwable thrown = failure.get();
    if (thrown == null) {
      ended.complete(null);
    } else {
      ended.completeExceptionally(thrown);
    }
  }
}
