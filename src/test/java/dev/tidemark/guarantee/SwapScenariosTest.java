package dev.tidemark.guarantee;

import dev.tidemark.guarantee.promise.Delivery;
import dev.tidemark.guarantee.world.Input;
import dev.tidemark.guarantee.world.Instance;
import dev.tidemark.stream.Broker;
import dev.tidemark.stream.StreamSettings.GroupProtocol;
import dev.tidemark.stream.StreamSettings.Guarantee;
import dev.tidemark.stream.WithBroker;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * Models are swapped while texts stream, dozens of times: nothing is lost, doubled, reordered or
 * mixed, and each answer is that of the version it names.
 */
@WithBroker
@Tag("slow")
@Timeout(180)
class SwapScenariosTest {

  private static final int RECORDS_BETWEEN_SWAPS = 400;

  private final Broker broker;

  SwapScenariosTest(Broker broker) {
    this.broker = broker;
  }

  @ParameterizedTest
  @EveryProtocol
  void twoInstancesSwapAllTheTime(Guarantee guarantee, GroupProtocol protocol) {
    try (GuaranteeRun run = new GuaranteeRun(broker, guarantee, protocol)) {
      List<Input> texts = Input.texts(GuaranteeRun.PARTITIONS, 5_000, run.random());
      run.send(texts);
      Instance one = run.start();
      Instance other = run.start();
      int version = 1;
      for (int answered = RECORDS_BETWEEN_SWAPS;
          answered < texts.size();
          answered += RECORDS_BETWEEN_SWAPS) {
        run.awaitAnswered(answered);
        // Not at the same time, as in life; and back to a former version now and then.
        (version % 2 == 0 ? one : other).swap("stamping@" + (version % 7 + 1));
        version++;
      }
      run.awaitAll();
      run.check(Delivery.ONCE);
    }
  }
}
