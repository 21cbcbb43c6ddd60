package dev.tidemark.guarantee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidemark.guarantee.promise.Delivery;
import dev.tidemark.guarantee.promise.Promise;
import dev.tidemark.guarantee.promise.Sent;
import dev.tidemark.guarantee.world.ChildInstance;
import dev.tidemark.guarantee.world.Fault;
import dev.tidemark.guarantee.world.Input;
import dev.tidemark.guarantee.world.Instance;
import dev.tidemark.guarantee.world.InstancePlan;
import dev.tidemark.guarantee.world.Worker;
import dev.tidemark.stream.Broker;
import dev.tidemark.stream.InFlightLimits;
import dev.tidemark.stream.StreamSettings;
import dev.tidemark.stream.StreamSettings.GroupProtocol;
import dev.tidemark.stream.StreamSettings.Guarantee;
import dev.tidemark.stream.TaggingTopology;
import dev.tidemark.testing.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.StreamsGroupDescription;
import org.apache.kafka.clients.admin.StreamsGroupMemberDescription;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.awaitility.core.ConditionTimeoutException;

/**
 * One run of a scenario under all promises: sends inputs, starts instances, reads what is committed
 * while the scenario goes on, and in the end lets every {@link Promise} judge.
 *
 * <p>A scenario waits by {@link #awaitAnswered}, which counts inputs with a committed answer: so
 * "in the middle of the stream" is a number, not a time.
 *
 * <p>Used by one thread.
 */
final class GuaranteeRun implements AutoCloseable {

  static final int PARTITIONS = 4;
  static final int EACH = 2_500;

  /** Of each instance. */
  static final int THREADS = 2;

  static final String VERSION = "stamping@1";

  private static final Duration PATIENCE = Duration.ofMinutes(4);

  /**
   * Longer than any fault of the suite keeps everyone from working; and than the 60 s for which a
   * client of Kafka 4.3.1 may wait for an answer that a cut connection took with it.
   */
  private static final Duration STUCK_AFTER = Duration.ofSeconds(100);

  private static final int NAMED_AT_MOST = 20;

  private final Broker broker;
  private final String application;
  private final TaggingTopology.Topics topics;
  private final List<Promise> promises = Promise.all();
  private final List<Worker> workers = new ArrayList<>();
  private final Set<String> answered = new HashSet<>();
  private final Consumer<byte[], byte[]> reader;
  private final Random random;
  private StreamSettings settings;
  private long quietSince;
  private int sent;
  private int instances;

  /** A run with topics of its own, on a broker that instances reach as the test does. */
  GuaranteeRun(Broker broker, Guarantee guarantee, GroupProtocol protocol) {
    this(broker, broker.bootstrapServers(), guarantee, protocol);
  }

  /**
   * As above.
   *
   * @param bootstrapServers by which instances reach the broker
   */
  GuaranteeRun(
      Broker broker, String bootstrapServers, Guarantee guarantee, GroupProtocol protocol) {
    this.broker = broker;
    this.topics = broker.freshTopics(PARTITIONS);
    this.application = "run-" + topics.texts();
    this.settings =
        StreamSettings.defaults(application, bootstrapServers)
            .with(guarantee)
            .with(protocol)
            .with(Broker.IMPATIENT)
            .with(Map.of("producer.transaction.timeout.ms", "3000"))
            // A member of a streams group that is expelled while it fetches offsets, or loses its
            // connection then, may wait in vain (docs/guarantees.md): its thread is replaced when
            // the second has passed, which begins to count when the first has.
            .with(Map.of("consumer.default.api.timeout.ms", "10000", "task.timeout.ms", "10000"));
    this.reader = broker.consumer(topics.tagged(), topics.deadLetters());
    this.random = Seeds.random("GuaranteeRun %s %s".formatted(guarantee, protocol));
  }

  /** Adds Kafka's own settings for instances that are started from now on. */
  GuaranteeRun with(Map<String, String> overrides) {
    settings = settings.with(overrides);
    return this;
  }

  /** {@value #EACH} sound texts for each of {@value #PARTITIONS} partitions. */
  List<Input> tenThousand() {
    return Input.texts(PARTITIONS, EACH, random);
  }

  Random random() {
    return random;
  }

  String application() {
    return application;
  }

  TaggingTopology.Topics topics() {
    return topics;
  }

  /** Returns when Kafka has them. */
  void send(List<Input> inputs) {
    List<RecordMetadata> places =
        broker.produce(inputs.stream().map(input -> input.record(topics.texts())).toList());
    for (int i = 0; i < inputs.size(); i++) {
      Sent one = new Sent(inputs.get(i), topics.texts(), places.get(i).offset());
      promises.forEach(promise -> promise.sent(one));
    }
    sent += inputs.size();
  }

  /**
   * For one more instance: {@value #THREADS} threads, 64 records in flight per task, 8,000 texts a
   * second.
   */
  InstancePlan plan() {
    return new InstancePlan(
        ++instances,
        VERSION,
        Duration.ofMillis(8),
        topics,
        new InFlightLimits(64, 1 << 20, Duration.ofMillis(2_500)),
        settings.withThreads(THREADS));
  }

  Instance start() {
    return start(plan());
  }

  Instance start(InstancePlan plan) {
    return start(plan, Fault.NONE);
  }

  Instance start(InstancePlan plan, Fault fault) {
    return start(plan, fault, new Instance.Counts());
  }

  Instance start(InstancePlan plan, Fault fault, Instance.Counts counts) {
    Instance instance = Instance.start(plan, fault, counts);
    workers.add(instance);
    return instance;
  }

  ChildInstance startChild(InstancePlan plan) {
    ChildInstance child = ChildInstance.start(plan, List.of("-Xmx256m"));
    workers.add(child);
    return child;
  }

  /** Stops an instance cleanly. */
  void stop(Worker worker) {
    workers.remove(worker);
    worker.close();
  }

  /** Kills a child with SIGKILL, in the middle of its work. */
  void kill(ChildInstance child) {
    assertThat(answered.size()).as("killed in the middle, not after the end").isLessThan(sent);
    child.kill();
    stop(child);
  }

  /** Waits until so many of the inputs have an answer that committed readers see. */
  void awaitAnswered(int count) {
    awaitAnswered(count, () -> answered.size() >= count);
  }

  /** Waits until every input has an answer. */
  void awaitAll() {
    awaitAnswered(sent);
  }

  int answered() {
    return answered.size();
  }

  /** Reads on until the condition holds. */
  void awaitUntil(BooleanSupplier condition) {
    awaitAnswered(sent, condition);
  }

  /**
   * Waits until the broker has ended the run's open transactions, and every partition of the group
   * could be somebody else's.
   */
  void awaitNoTransaction() {
    // A member is expelled after two seconds, a transaction aborted after three.
    try (Admin admin = broker.admin()) {
      awaitUntil(() -> broker.openTransactions(application) == 0 && members(admin) == 0);
    }
  }

  /**
   * Waits until the streams group has given each of so many threads a task, and each has it.
   *
   * @param threads of all instances together, as many as there are partitions
   */
  void awaitBalanced(int threads) {
    try (Admin admin = broker.admin()) {
      awaitUntil(() -> balanced(admin).equals(Collections.nCopies(threads, 1L)));
    }
  }

  /** How many tasks each member has that it also should have. */
  private List<Long> balanced(Admin admin) {
    return streamsMembers(admin).stream()
        .filter(member -> member.assignment().equals(member.targetAssignment()))
        .map(
            member ->
                member.assignment().activeTasks().stream()
                    .mapToLong(tasks -> tasks.partitions().size())
                    .sum())
        .toList();
  }

  /** Waits until an input of each partition has an answer. */
  void awaitEveryPartition() {
    awaitUntil(
        () ->
            answered.stream().map(id -> id.substring(0, id.indexOf('-'))).distinct().count()
                == PARTITIONS);
  }

  private int members(Admin admin) {
    return settings.groupProtocol() == GroupProtocol.CLASSIC
        ? described(admin.describeConsumerGroups(List.of(application)).all())
            .map(group -> group.members().size())
            .orElse(0)
        : streamsMembers(admin).size();
  }

  private Collection<StreamsGroupMemberDescription> streamsMembers(Admin admin) {
    return described(admin.describeStreamsGroups(List.of(application)).all())
        .map(StreamsGroupDescription::members)
        .orElse(List.of());
  }

  /** The run's group; empty before its first member came. */
  private <G> Optional<G> described(KafkaFuture<Map<String, G>> groups) {
    try {
      return Optional.ofNullable(groups.get(10, TimeUnit.SECONDS).get(application));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return Optional.empty();
      }
      throw new AssertionError("members of " + application, e);
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("members of " + application, e);
    }
  }

  private void awaitAnswered(int count, BooleanSupplier condition) {
    quietSince = System.nanoTime();
    try {
      await()
          .dontCatchUncaughtExceptions() // stream threads may die on purpose
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(1))
          .until(
              () -> {
                workers.forEach(Worker::assertWorks);
                readOn();
                return condition.getAsBoolean() || isStuck();
              });
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(waitingFor(count), e);
    }
    if (isStuck() && !condition.getAsBoolean()) {
      throw new AssertionError(waitingFor(count));
    }
  }

  private boolean isStuck() {
    return System.nanoTime() - quietSince > STUCK_AFTER.toNanos();
  }

  /** Whatever does not come: which records are missing says more than that some are. */
  private String waitingFor(int count) {
    return "%d of %d answered, waiting for %d, none for %d s%n%s"
        .formatted(
            answered.size(),
            sent,
            count,
            Duration.ofNanos(System.nanoTime() - quietSince).toSeconds(),
            String.join(System.lineSeparator(), verdict(Delivery.MAY_REPEAT)));
  }

  private void readOn() {
    for (ConsumerRecord<byte[], byte[]> record : reader.poll(Duration.ofMillis(20))) {
      if (answered.add(Promise.id(record))) {
        quietSince = System.nanoTime();
      }
      boolean tagged = record.topic().equals(topics.tagged());
      promises.forEach(
          promise -> {
            if (tagged) {
              promise.tagged(record);
            } else {
              promise.dead(record);
            }
          });
    }
  }

  /** Stops what still runs, reads to the end, and lets the promises judge. */
  void check(Delivery delivery) {
    List.copyOf(workers).forEach(this::stop);
    Map<TopicPartition, Long> ends = reader.endOffsets(reader.assignment());
    awaitUntil(
        () ->
            ends.entrySet().stream()
                .allMatch(end -> reader.position(end.getKey()) >= end.getValue()));
    assertThat(verdict(delivery)).as("of %d records, %d answered", sent, answered.size()).isEmpty();
  }

  private List<String> verdict(Delivery delivery) {
    List<String> broken = new ArrayList<>();
    for (Promise promise : promises) {
      List<String> lines = promise.broken(delivery);
      String name = promise.getClass().getSimpleName();
      if (!lines.isEmpty()) {
        broken.add("%s is broken by %d records:".formatted(name, lines.size()));
        broken.add(
            lines.stream().limit(NAMED_AT_MOST).collect(Collectors.joining("\n  ", "  ", "")));
      }
    }
    return broken;
  }

  @Override
  public void close() {
    try {
      List.copyOf(workers).forEach(this::stop);
    } finally {
      reader.close();
    }
  }
}
