package dev.tidemark.guarantee;

import dev.tidemark.guarantee.promise.Delivery;
import dev.tidemark.guarantee.world.ThreeBrokers;
import dev.tidemark.stream.StreamSettings.GroupProtocol;
import dev.tidemark.stream.StreamSettings.Guarantee;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The broker that leads a partition is killed with SIGKILL in the middle of the stream, and with it
 * the controller or coordinators that ran there; later it comes back.
 */
@Tag("broker")
@Tag("slow")
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrokerFailoverScenariosTest {

  private ThreeBrokers brokers;

  @BeforeAll
  void startBrokers() {
    brokers = new ThreeBrokers();
  }

  @AfterAll
  void stopBrokers() {
    brokers.close();
  }

  @ParameterizedTest
  @CsvSource({"EXACTLY_ONCE_V2, CLASSIC", "EXACTLY_ONCE_V2, STREAMS", "AT_LEAST_ONCE, CLASSIC"})
  void theLeaderIsKilled(Guarantee guarantee, GroupProtocol protocol) {
    try (GuaranteeRun run = new GuaranteeRun(brokers.broker(), guarantee, protocol)) {
      run.send(run.tenThousand());
      run.start();
      run.start();
      run.awaitAnswered(2_500);
      int killed = brokers.killLeaderOf(run.topics().tagged());
      run.awaitAnswered(7_500);
      brokers.restart(killed, run.topics().tagged());
      run.awaitAll();
      run.check(guarantee == Guarantee.EXACTLY_ONCE_V2 ? Delivery.ONCE : Delivery.MAY_REPEAT);
    }
  }
}
