package dev.tidemark.guarantee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidemark.guarantee.promise.Delivery;
import dev.tidemark.guarantee.world.Fault;
import dev.tidemark.guarantee.world.Faults;
import dev.tidemark.guarantee.world.Input;
import dev.tidemark.guarantee.world.Instance;
import dev.tidemark.guarantee.world.InstancePlan;
import dev.tidemark.stream.Broker;
import dev.tidemark.stream.DeadLetters;
import dev.tidemark.stream.InFlightLimits;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The model fails, on one record or on all, once or always. Exactly once, classic protocol: what a
 * model does has nothing to do with either.
 */
@WithBroker
@Tag("slow")
@Timeout(120)
class InferenceFaultScenariosTest {

  private static final String CULPRIT = "culprit";

  private final Broker broker;

  InferenceFaultScenariosTest(Broker broker) {
    this.broker = broker;
  }

  @Test
  void throwsOnce() {
    try (GuaranteeRun run = run()) {
      List<Input> inputs = run.tenThousand();
      plant(inputs, 1_234);
      run.send(inputs);
      Instance instance = run.start(run.plan(), Faults.throwsOnce(CULPRIT));
      run.awaitAll();
      run.check(Delivery.ONCE);
      assertThat(instance.counts().received).as("nothing was done twice").hasValue(10_000);
    }
  }

  /** The culprits, and they alone, are dead letters. */
  @Test
  void throwsAlwaysForSomeRecords() {
    try (GuaranteeRun run = run()) {
      List<Input> inputs = run.tenThousand();
      for (int n = 7; n < inputs.size(); n += 1_111) {
        plant(inputs, n);
        inputs.set(n, inputs.get(n).dyingAt(DeadLetters.Stage.TAG));
      }
      for (int n = 8; n < inputs.size(); n += 2_000) {
        Input sound = inputs.get(n);
        inputs.set(n, Input.unreadable(sound.partition(), sound.n()));
      }
      run.send(inputs);
      run.start(run.plan(), Faults.throwsAlways(CULPRIT));
      run.awaitAll();
      run.check(Delivery.ONCE);
    }
  }

  /** Batches are halved until they fit, and stay so; no record suffers. */
  @Test
  void runsOutOfMemoryOnAFullBatch() {
    AtomicInteger refused = new AtomicInteger();
    try (GuaranteeRun run = run()) {
      run.send(run.tenThousand());
      InstancePlan fast = run.plan().with(Duration.ofMillis(2)); // for its many small batches
      run.start(fast, Faults.outOfMemoryBeyond(Instance.BUDGET / 4, refused));
      run.awaitAll();
      run.check(Delivery.ONCE);
    }
    assertThat(refused.get()).as("batches that did not fit").isBetween(1, 10);
  }

  /** One result too few, or too many: nobody gets another's, and only the culprit dies. */
  @ParameterizedTest
  @ValueSource(ints = {-1, 1})
  void returnsTheWrongNumberOfResults(int more) {
    try (GuaranteeRun run = run()) {
      List<Input> inputs = run.tenThousand();
      plant(inputs, 4_321);
      inputs.set(4_321, inputs.get(4_321).dyingAt(DeadLetters.Stage.TAG));
      run.send(inputs);
      run.start(run.plan(), Faults.miscounts(CULPRIT, more));
      run.awaitAll();
      run.check(Delivery.ONCE);
    }
  }

  /** Longer than a batch's budget, and more bytes than a task may hold back: it runs alone. */
  @Test
  void aRecordLargerThanTheBudget() {
    String huge = "news 1 of" + " giantWord".repeat(Instance.WINDOW - 10);
    InFlightLimits small = new InFlightLimits(64, 4_000, Duration.ofMillis(2_500));
    assertThat(2 * Instance.WINDOW).isGreaterThanOrEqualTo(Instance.BUDGET);
    assertThat(huge.length()).isGreaterThan((int) small.bytes());
    try (GuaranteeRun run = run()) {
      List<Input> inputs = run.tenThousand();
      for (int n = 0; n < inputs.size(); n += 500) {
        Input replaced = inputs.get(n);
        inputs.set(n, Input.sound(replaced.partition(), replaced.n(), huge));
      }
      run.send(inputs);
      run.start(run.plan().with(small), Faults.outOfMemoryBeyond(600, new AtomicInteger()));
      run.awaitAll();
      run.check(Delivery.ONCE);
    }
  }

  /**
   * The device hangs for longer than a transaction may last (3 s): before anything of the
   * transaction was sent, when the broker does not know of it yet, or after, when it aborts it.
   *
   * @param patience of a wait for results, in milliseconds: gives up before the broker does, as it
   *     should be, or (set wrongly) would wait for ever
   */
  @ParameterizedTest
  @CsvSource({"true, 1500", "true, 60000", "false, 1500", "false, 60000"})
  void stallsForLongerThanATransactionMayLast(boolean afterFirstSend, long patience) {
    try (GuaranteeRun run = run()) {
      List<Input> inputs = run.tenThousand();
      // Whichever partition comes first, the first batch of all holds a culprit, or none does.
      for (int p = 0; p < GuaranteeRun.PARTITIONS; p++) {
        plant(inputs, (afterFirstSend ? 600 : 0) + p);
      }
      run.send(inputs);
      InstancePlan plan =
          run.plan()
              .with(new InFlightLimits(64, 1 << 20, Duration.ofMillis(patience)))
              // No commit between the first send and the stall.
              .with(Map.of("commit.interval.ms", "2000"));
      Instance.Counts counts = new Instance.Counts();
      AtomicInteger sentBefore = new AtomicInteger(-1);
      Fault stall =
          Faults.stallsOnce(
              CULPRIT,
              Duration.ofSeconds(5),
              () -> {
                if (afterFirstSend) {
                  await().until(() -> broker.openTransactions(run.application()) > 0);
                }
                sentBefore.set(counts.answered.get());
              });
      run.start(plan, stall, counts);
      run.awaitAll();
      run.check(Delivery.ONCE);
      if (afterFirstSend) {
        assertThat(sentBefore.get()).as("sent before the stall").isPositive();
        assertThat(counts.received.get()).as("with the lost transaction's").isGreaterThan(10_000);
      } else {
        assertThat(sentBefore).as("sent before the stall").hasValue(0);
      }
    }
  }

  private GuaranteeRun run() {
    return new GuaranteeRun(broker, Guarantee.EXACTLY_ONCE_V2, GroupProtocol.CLASSIC);
  }

  private static void plant(List<Input> inputs, int at) {
    Input sound = inputs.get(at);
    inputs.set(at, Input.sound(sound.partition(), sound.n(), sound.text() + " " + CULPRIT));
  }
}
