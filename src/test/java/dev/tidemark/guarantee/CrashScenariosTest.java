package dev.tidemark.guarantee;

import dev.tidemark.guarantee.promise.Delivery;
import dev.tidemark.guarantee.world.ChildInstance;
import dev.tidemark.guarantee.world.InstancePlan;
import dev.tidemark.stream.Broker;
import dev.tidemark.stream.StreamSettings.GroupProtocol;
import dev.tidemark.stream.StreamSettings.Guarantee;
import dev.tidemark.stream.WithBroker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * Of two instances the elder is killed with SIGKILL, at unforeseen moments of its transactions, and
 * replaced: five times in one run, so each time somebody else's work is taken over unfinished.
 */
@WithBroker
@Tag("slow")
@Timeout(180)
class CrashScenariosTest {

  private static final int KILLS = 5;

  private final Broker broker;

  CrashScenariosTest(Broker broker) {
    this.broker = broker;
  }

  @ParameterizedTest
  @EveryProtocol
  void killedFiveTimes(Guarantee guarantee, GroupProtocol protocol) {
    try (GuaranteeRun run = new GuaranteeRun(broker, guarantee, protocol)) {
      run.send(run.tenThousand());
      Deque<ChildInstance> alive = new ArrayDeque<>();
      alive.add(start(run));
      alive.add(start(run));
      for (int kill = 1; kill <= KILLS; kill++) {
        run.awaitAnswered(kill * 10_000 / (KILLS + 2) + run.random().nextInt(200));
        run.kill(alive.removeFirst());
        alive.add(start(run));
      }
      run.awaitAll();
      run.check(guarantee == Guarantee.EXACTLY_ONCE_V2 ? Delivery.ONCE : Delivery.MAY_REPEAT);
    }
  }

  /** Slow enough that no kill comes after the end. */
  private static ChildInstance start(GuaranteeRun run) {
    InstancePlan plan = run.plan();
    return run.startChild(plan.with(Duration.ofMillis(30)));
  }
}
