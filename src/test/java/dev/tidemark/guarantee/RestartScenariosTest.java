package dev.tidemark.guarantee;

import dev.tidemark.guarantee.promise.Delivery;
import dev.tidemark.guarantee.world.Instance;
import dev.tidemark.stream.Broker;
import dev.tidemark.stream.StreamSettings.GroupProtocol;
import dev.tidemark.stream.StreamSettings.Guarantee;
import dev.tidemark.stream.WithBroker;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;

/** Instances come and go in good order: each answer comes once, under either guarantee. */
@WithBroker
@Tag("slow")
@Timeout(120)
class RestartScenariosTest {

  private final Broker broker;

  RestartScenariosTest(Broker broker) {
    this.broker = broker;
  }

  @ParameterizedTest
  @EveryProtocol
  void stoppedAndStartedAgain(Guarantee guarantee, GroupProtocol protocol) {
    try (GuaranteeRun run = new GuaranteeRun(broker, guarantee, protocol)) {
      run.send(run.tenThousand());
      for (int quarter = 1; quarter < 4; quarter++) {
        Instance instance = run.start();
        run.awaitAnswered(quarter * 2_500);
        run.stop(instance);
      }
      run.start();
      run.awaitAll();
      run.check(Delivery.ONCE);
    }
  }

  @ParameterizedTest
  @EveryProtocol
  void aRollingRestartOfTwo(Guarantee guarantee, GroupProtocol protocol) {
    try (GuaranteeRun run = new GuaranteeRun(broker, guarantee, protocol)) {
      run.send(run.tenThousand());
      Instance one = run.start();
      Instance other = run.start();
      run.awaitAnswered(2_500);
      run.stop(one);
      run.start();
      run.awaitAnswered(5_000);
      run.stop(other);
      run.start();
      run.awaitAll();
      run.check(Delivery.ONCE);
    }
  }

  @ParameterizedTest
  @EveryProtocol
  void aThirdJoinsAndLeaves(Guarantee guarantee, GroupProtocol protocol) {
    try (GuaranteeRun run = new GuaranteeRun(broker, guarantee, protocol)) {
      run.send(run.tenThousand());
      run.start();
      run.start();
      run.awaitAnswered(2_500);
      Instance third = run.start();
      run.awaitAnswered(6_000);
      run.stop(third);
      run.awaitAll();
      run.check(Delivery.ONCE);
    }
  }
}
