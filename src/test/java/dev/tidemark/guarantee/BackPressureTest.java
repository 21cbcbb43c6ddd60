package dev.tidemark.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.guarantee.promise.Delivery;
import dev.tidemark.guarantee.world.Fault;
import dev.tidemark.guarantee.world.Input;
import dev.tidemark.guarantee.world.Instance;
import dev.tidemark.guarantee.world.InstancePlan;
import dev.tidemark.stream.Broker;
import dev.tidemark.stream.StreamSettings.GroupProtocol;
import dev.tidemark.stream.StreamSettings.Guarantee;
import dev.tidemark.stream.WithBroker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;

/** More comes in than the model can take: the topic holds it, not the memory. */
@WithBroker
@Tag("slow")
@Timeout(120)
class BackPressureTest {

  private static final Map<String, String> PATIENT =
      Map.of("producer.transaction.timeout.ms", "60000", "consumer.session.timeout.ms", "15000");

  private static final int LIMIT = 64;

  private final Broker broker;

  BackPressureTest(Broker broker) {
    this.broker = broker;
  }

  /**
   * A model that takes a thousand texts a second gets ten thousand within a second or so: ten times
   * what it can take, in the middle of an even flow. What a task holds back never passes its limit.
   */
  @Test
  void aBurstFarBeyondTheCapacity() {
    try (GuaranteeRun run =
        new GuaranteeRun(broker, Guarantee.EXACTLY_ONCE_V2, GroupProtocol.CLASSIC)) {
      List<Input> inputs = run.tenThousand();
      Instance.Counts counts = new Instance.Counts();
      AtomicInteger most = new AtomicInteger();
      Fault watch =
          (batch, model) -> {
            most.accumulateAndGet(counts.inFlight(), Math::max);
            return model.get();
          };
      Instance instance = run.start(slow(run.plan()), watch, counts);
      // The second thread may join late; what it costs is not the burst's doing.
      int sent = 0;
      long rebalances;
      do {
        rebalances = instance.rebalances();
        run.send(inputs.subList(sent, sent + 500));
        sent += 500;
        run.awaitAnswered(sent);
      } while (instance.rebalances() != rebalances && sent < 4_000);

      run.send(inputs.subList(sent, 10_000));
      run.awaitAll();

      assertThat(instance.rebalances()).as("rebalances").isEqualTo(rebalances);
      assertThat(most.get())
          .as("most records in flight, over all tasks")
          .isBetween(2 * LIMIT, GuaranteeRun.PARTITIONS * LIMIT);
      assertThat(counts.abandoned).hasValue(0);
      run.check(Delivery.ONCE);
    }
  }

  /** What is in flight at a clean stop is answered and committed, and that does not take long. */
  @ParameterizedTest
  @EveryProtocol
  void stoppedWithAFullQueue(Guarantee guarantee, GroupProtocol protocol) {
    try (GuaranteeRun run = new GuaranteeRun(broker, guarantee, protocol)) {
      run.send(run.tenThousand());
      Instance instance = run.start(slow(run.plan()));
      run.awaitUntil(() -> instance.counts().inFlight() >= 2 * LIMIT);
      run.stop(instance); // fails if it takes longer than 20 s
      assertThat(instance.counts().abandoned).as("given up").hasValue(0);
      assertThat(broker.committed(run.application(), run.topics().texts()))
          .as("what was taken in was committed")
          .isGreaterThanOrEqualTo(instance.counts().received.get());

      run.start();
      run.awaitAll();
      run.check(Delivery.ONCE);
    }
  }

  /**
   * 64 texts at a time, 64 ms each; and transactions may take as long as by default, so that a
   * machine that stands still for some seconds is not taken for a dead instance.
   */
  private static InstancePlan slow(InstancePlan plan) {
    return plan.with(Duration.ofMillis(64)).with(PATIENT);
  }
}
