package dev.tidemark.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.tidemark.batch.DeviceFailedException;
import dev.tidemark.inference.Tagger;
import dev.tidemark.inference.Tagging;
import dev.tidemark.stream.StreamSettings.Guarantee;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.apache.kafka.streams.KafkaStreams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** The model or its device fails: the thread dies, is replaced, and replaced only so often. */
@WithBroker
@Timeout(120)
class RestartTest {

  private static final int PARTITIONS = 2;
  private static final int EACH = 200;
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private static final RestartBackOff TEN_MINUTES =
      new RestartBackOff(Duration.ofMinutes(10), Duration.ofMinutes(10));

  private final Broker broker;

  RestartTest(Broker broker) {
    this.broker = broker;
  }

  @Test
  void aPassingFailureCostsNeitherRecordsNorOrder() {
    TaggingTopology.Topics topics = broker.freshTopics(PARTITIONS);
    // The fault travels in the text, and fires once for each such text, wherever it ends up.
    Set<String> fired = ConcurrentHashMap.newKeySet();
    try (CapitalWords words = new CapitalWords(Duration.ofMillis(2));
        TaggingStreams streams =
            streams(
                topics,
                new Failing(words, text -> text.startsWith("number 77 ") && fired.add(text)),
                new RestartBudget(10, Duration.ofMinutes(5)))) {
      broker.produce(broker.numbered(topics.texts(), PARTITIONS, EACH));
      broker.readUntil(topics.tagged(), PATIENCE, seen -> seen.size() >= PARTITIONS * EACH);
      assertThat(streams.state()).isEqualTo(KafkaStreams.State.RUNNING);
      assertThat(streams.failure()).isEmpty();
    }
    assertThat(fired).isNotEmpty();
    assertThat(Broker.byPartition(broker.readAll(topics.tagged())))
        .isEqualTo(Numbered.results(PARTITIONS, EACH));
    assertThat(broker.readAll(topics.deadLetters()))
        .as("a failing device makes no dead letters")
        .isEmpty();
  }

  @Test
  void aPermanentFailureEndsWithItsCause() {
    TaggingTopology.Topics topics = broker.freshTopics(PARTITIONS);
    try (Logged logged = new Logged();
        CapitalWords words = new CapitalWords(Duration.ZERO);
        TaggingStreams streams =
            streams(
                topics,
                new Failing(words, text -> text.startsWith("number 5 ")),
                new RestartBudget(2, Duration.ofMinutes(5)))) {
      broker.produce(broker.numbered(topics.texts(), PARTITIONS, EACH));

      await().dontCatchUncaughtExceptions().atMost(PATIENCE).until(() -> streams.ended().isDone());

      assertThat(streams.failure())
          .hasValueSatisfying(
              failure ->
                  assertThat(failure)
                      .hasRootCauseInstanceOf(DeviceFailedException.class)
                      .hasRootCauseMessage("the device is gone")
                      .hasMessageContaining("2 restarts in PT5M are used up")
                      .hasMessageContaining("the device is gone")
                      .hasStackTraceContaining("tagging failed at " + topics.texts()));
      assertThatThrownBy(() -> streams.ended().get(1, TimeUnit.SECONDS))
          .hasRootCauseMessage("the device is gone");
      await()
          .dontCatchUncaughtExceptions()
          .atMost(PATIENCE)
          .until(() -> streams.state() == KafkaStreams.State.ERROR);
      String cause = "tagging failed at %s-[01]@5: the device is gone".formatted(topics.texts());
      assertThat(logged.lines()).as("each death, then the end, once").hasSize(3);
      assertThat(logged.lines().subList(0, 2))
          .allMatch(
              line -> line.matches("WARN a stream thread died and is replaced in 0 ms: " + cause));
      assertThat(logged.lines().get(2))
          .matches(
              "ERROR the streams end: the stream threads keep dying, 2 restarts in PT5M are used up;"
                  + " the last died of "
                  + cause);
    }
    assertThat(broker.committed("restart-" + topics.texts(), topics.texts()))
        .as("nothing behind the failure is committed")
        .isLessThanOrEqualTo(PARTITIONS * 6);
  }

  @Test
  void aHungModelIsNotWaitedForForEver() {
    TaggingTopology.Topics topics = broker.freshTopics(1);
    AtomicInteger hurried = new AtomicInteger();
    Tagger hung =
        new Tagger() {
          @Override
          public CompletableFuture<Tagging> submit(String text) {
            return new CompletableFuture<>();
          }

          @Override
          public void hurry() {
            hurried.incrementAndGet();
          }
        };
    try (TaggingStreams streams =
        streams(topics, hung, new RestartBudget(0, Duration.ofMinutes(5)))) {
      broker.produce(broker.numbered(topics.texts(), 1, 3));

      await().dontCatchUncaughtExceptions().atMost(PATIENCE).until(() -> streams.ended().isDone());

      assertThat(streams.failure())
          .hasValueSatisfying(
              failure ->
                  assertThat(failure)
                      .hasStackTraceContaining("no result within PT2S")
                      .hasMessageContaining("see whether the model's device is alive"));
    }
    // The dying task is flushed once more; it must not wait for the model again.
    assertThat(hurried).as("drains").hasValue(1);
    assertThat(broker.committed("restart-" + topics.texts(), topics.texts())).isZero();
  }

  @Test
  void aReplacementWaitsAndTheNextOneLonger() {
    TaggingTopology.Topics topics = broker.freshTopics(1);
    List<Long> deaths = new CopyOnWriteArrayList<>();
    RestartBackOff backOff = new RestartBackOff(Duration.ofMillis(600), Duration.ofSeconds(1));
    try (CapitalWords words = new CapitalWords(Duration.ZERO);
        TaggingStreams streams =
            streams(
                topics,
                new Failing(
                    words, text -> text.startsWith("number 1 ") && deaths.add(System.nanoTime())),
                new RestartBudget(2, Duration.ofMinutes(5), 1, backOff, System::nanoTime))) {
      broker.produce(broker.numbered(topics.texts(), 1, 2));

      await().dontCatchUncaughtExceptions().atMost(PATIENCE).until(() -> streams.ended().isDone());
    }
    assertThat(deaths).as("first death and two replacements").hasSize(3);
    assertThat(Duration.ofNanos(deaths.get(1) - deaths.get(0)))
        .isGreaterThanOrEqualTo(Duration.ofMillis(600));
    assertThat(Duration.ofNanos(deaths.get(2) - deaths.get(1)))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
  }

  /** One thread of two waits to be replaced; the other works on until all is closed. */
  @Test
  void aCloseDoesNotWaitForAReplacement() {
    TaggingTopology.Topics topics = broker.freshTopics(2);
    AtomicInteger failures = new AtomicInteger();
    try (Logged logged = new Logged();
        CapitalWords words = new CapitalWords(Duration.ZERO);
        TaggingStreams streams =
            streams(
                topics,
                new Failing(
                    words, text -> text.startsWith("number 1 ") && failures.getAndIncrement() == 0),
                new RestartBudget(5, Duration.ofHours(1), 2, TEN_MINUTES, System::nanoTime),
                2)) {
      awaitOneTaskEach(streams);
      broker.produce(broker.numbered(topics.texts(), 2, 50));
      // The other thread's partition; the dying thread keeps its own.
      broker.readUntil(topics.tagged(), PATIENCE, seen -> seen.size() >= 50);
      await().dontCatchUncaughtExceptions().atMost(PATIENCE).until(() -> !logged.lines().isEmpty());
      assertThat(logged.lines())
          .singleElement()
          .asString()
          .matches(
              "WARN a stream thread died and is replaced in 600000 ms: tagging failed at %s-[01]@1: the device is gone"
                  .formatted(topics.texts()));

      assertThat(streams.close(Duration.ofSeconds(20))).as("closed in time").isTrue();
      assertThat(streams.state()).isEqualTo(KafkaStreams.State.NOT_RUNNING);
      assertThat(streams.ended()).as("told on another thread").succeedsWithin(PATIENCE);
    }
    assertThat(failures.get()).as("what was not replaced did not try again").isLessThanOrEqualTo(2);
  }

  /** One thread waits to be replaced when the other finds that no restart is left. */
  @Test
  void theEndDoesNotWaitForAReplacement() {
    TaggingTopology.Topics topics = broker.freshTopics(2);
    try (Logged logged = new Logged();
        CapitalWords words = new CapitalWords(Duration.ZERO);
        TaggingStreams streams =
            streams(
                topics,
                new Failing(words, text -> text.startsWith("number 1 ")),
                new RestartBudget(1, Duration.ofHours(1), 2, TEN_MINUTES, System::nanoTime),
                2)) {
      awaitOneTaskEach(streams);
      broker.produce(broker.numbered(topics.texts(), 2, 50));

      await()
          .dontCatchUncaughtExceptions()
          .atMost(PATIENCE)
          .until(() -> streams.state() == KafkaStreams.State.ERROR);
      assertThat(streams.ended()).isCompletedExceptionally();
      assertThat(logged.lines())
          .hasSize(2)
          .anyMatch(
              line -> line.startsWith("WARN a stream thread died and is replaced in 600000 ms"))
          .anyMatch(
              line -> line.matches("ERROR the streams end: .*1 restarts in PT1H are used up.*"));
    }
  }

  /** Shared before records come: nobody gets a partition of a thread that waits. */
  private static void awaitOneTaskEach(TaggingStreams streams) {
    await()
        .dontCatchUncaughtExceptions()
        .atMost(PATIENCE)
        .until(
            () ->
                streams.kafkaStreams().metadataForLocalThreads().stream()
                    .allMatch(thread -> thread.activeTasks().size() == 1));
  }

  private TaggingStreams streams(
      TaggingTopology.Topics topics, Tagger tagger, RestartBudget budget) {
    return streams(topics, tagger, budget, 1);
  }

  private TaggingStreams streams(
      TaggingTopology.Topics topics, Tagger tagger, RestartBudget budget, int threads) {
    TaggingTopology topology =
        new TaggingTopology(
            topics,
            InputFormat.JSON,
            tagger,
            new InFlightLimits(32, 1 << 20, Duration.ofSeconds(2)),
            Duration.ofMillis(5),
            StreamSettings.MAX_RECORD_BYTES,
            StreamMetrics.NONE);
    TaggingStreams streams =
        new TaggingStreams(
            topology,
            broker
                .settings("restart-" + topics.texts())
                .with(Guarantee.EXACTLY_ONCE_V2)
                .withThreads(threads)
                .properties(),
            budget);
    streams.start();
    return streams;
  }

  /** What {@link TaggingStreams} logs meanwhile, each line with its level. */
  private static final class Logged implements AutoCloseable {

    private final Logger log = (Logger) LoggerFactory.getLogger(TaggingStreams.class);
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender =
        new AppenderBase<>() {
          @Override
          protected void append(ILoggingEvent event) {
            lines.add(event.getLevel() + " " + event.getFormattedMessage());
          }
        };

    Logged() {
      appender.start();
      log.addAppender(appender);
    }

    List<String> lines() {
      return lines;
    }

    @Override
    public void close() {
      log.detachAppender(appender);
    }
  }

  /** Fails as a dead device does, on some texts. */
  private record Failing(Tagger others, Predicate<String> when) implements Tagger {

    @Override
    public CompletableFuture<Tagging> submit(String text) {
      return when.test(text)
          ? CompletableFuture.failedFuture(new DeviceFailedException("the device is gone", null))
          : others.submit(text);
    }

    @Override
    public void hurry() {
      others.hurry();
    }
  }
}
