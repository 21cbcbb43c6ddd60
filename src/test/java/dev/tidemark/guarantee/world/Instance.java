package dev.tidemark.guarantee.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.batch.BatchLimits;
import dev.tidemark.inference.BatchingTagger;
import dev.tidemark.inference.ServedModel;
import dev.tidemark.inference.SwappableTagger;
import dev.tidemark.inference.Tagger;
import dev.tidemark.inference.TaggerSettings;
import dev.tidemark.inference.Tagging;
import dev.tidemark.model.span.Aggregation;
import dev.tidemark.stream.DeadLetters;
import dev.tidemark.stream.InputFormat;
import dev.tidemark.stream.RestartBudget;
import dev.tidemark.stream.StreamMetrics;
import dev.tidemark.stream.StreamSettings;
import dev.tidemark.stream.TaggingStreams;
import dev.tidemark.stream.TaggingTopology;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The product with the suite's model: topology, batching tagger, and what it counted. */
public final class Instance implements Worker {

  /** Tokens of a batch, padding included. */
  public static final int BUDGET = 1024;

  /** Longest row of the model; a text of this many words is one window. */
  public static final int WINDOW = 512;

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(20);

  private final InstancePlan plan;
  private final Fault fault;
  private final AtomicInteger batches = new AtomicInteger();
  private final SwappableTagger tagger;
  private final TaggingStreams streams;
  private final Counts counts;

  /** Counts work: what was done twice counts twice. */
  public static final class Counts implements StreamMetrics {
    public final AtomicInteger received = new AtomicInteger();
    public final AtomicInteger answered = new AtomicInteger();
    public final AtomicInteger abandoned = new AtomicInteger();

    /** Records taken in and not yet forwarded. */
    public int inFlight() {
      return received.get() - answered.get() - abandoned.get();
    }

    @Override
    public void received() {
      received.incrementAndGet();
    }

    @Override
    public void tagged(Tagging tagging, long timestamp, Duration inFlight) {
      answered.incrementAndGet();
    }

    @Override
    public void deadLettered(DeadLetters.Stage stage) {
      answered.incrementAndGet();
    }

    @Override
    public void abandoned(int records) {
      abandoned.addAndGet(records);
    }
  }

  private Instance(InstancePlan plan, Fault fault, Counts counts) {
    this.plan = plan;
    this.fault = fault;
    this.counts = counts;
    this.tagger = new SwappableTagger(tagger(plan.version()));
    TaggingTopology topology =
        new TaggingTopology(
            plan.topics(),
            InputFormat.JSON,
            tagger,
            plan.limits(),
            Duration.ofMillis(5),
            StreamSettings.MAX_RECORD_BYTES,
            counts);
    this.streams =
        new TaggingStreams(
            topology, plan.settings().properties(), new RestartBudget(50, Duration.ofMinutes(5)));
  }

  public static Instance start(InstancePlan plan) {
    return start(plan, Fault.NONE, new Counts());
  }

  /** As on two cores. */
  private static final int WORKERS = 2;

  /** More than a task may hold back: what is in flight is the plan's to bound. */
  private static final long QUEUED_TOKENS = 1 << 20;

  /**
   * A running instance.
   *
   * @param fault of its model, on top of the plan's slowness
   */
  public static Instance start(InstancePlan plan, Fault fault, Counts counts) {
    Instance instance = new Instance(plan, fault, counts);
    instance.streams.start();
    return instance;
  }

  /** Puts another version of the model in the place of the one that serves. */
  public void swap(String version) {
    CompletableFuture<Void> ignored = tagger.swap(tagger(version));
  }

  private BatchingTagger tagger(String version) {
    StampingClassifier classifier =
        new StampingClassifier(
            version, plan.number(), fault.and(Faults.slow(plan.perBatch())), batches);
    return new BatchingTagger(
        new ServedModel(version, classifier, new HashedWords()),
        new TaggerSettings(
            Aggregation.SIMPLE,
            WINDOW,
            32,
            4 * WINDOW,
            new BatchLimits(BUDGET, 64, Duration.ofMillis(5)),
            WORKERS,
            QUEUED_TOKENS));
  }

  /** The model, for whoever asks it beside the stream. */
  public Tagger tagger() {
    return tagger;
  }

  public Counts counts() {
    return counts;
  }

  public TaggingStreams streams() {
    return streams;
  }

  /** How often its threads have got partitions anew, the first time included. */
  public long rebalances() {
    return streams.figures().values().stream()
        .filter(metric -> metric.metricName().name().equals("rebalance-total"))
        .mapToLong(metric -> ((Number) metric.metricValue()).longValue())
        .sum();
  }

  @Override
  public void assertWorks() {
    assertThat(streams.failure()).as("what ended the streams").isEmpty();
    assertThat(tagger.isAlive()).as("the model's loop is alive").isTrue();
  }

  /** Stops cleanly: commits, leaves the group. */
  @Override
  public void close() {
    boolean inTime = streams.close(CLOSE_PATIENCE);
    String stuck = inTime ? "" : streamThreads();
    tagger.close();
    assertThat(inTime).as("closed within %s%n%s", CLOSE_PATIENCE, stuck).isTrue();
    assertThat(counts.inFlight()).as("received - answered - abandoned").isZero();
  }

  /** What stream threads are doing, of this instance and of any other in this JVM. */
  private static String streamThreads() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> thread.getKey().getName().contains("StreamThread"))
        .map(thread -> thread.getKey().getName() + frames(thread.getValue()))
        .collect(Collectors.joining(System.lineSeparator()));
  }

  private static String frames(StackTraceElement[] frames) {
    return Stream.of(frames)
        .map(Object::toString)
        .collect(Collectors.joining("\n    at ", "\n    at ", ""));
  }
}
