package dev.tidemark.guarantee;

import dev.tidemark.guarantee.promise.Delivery;
import dev.tidemark.guarantee.world.ChildInstance;
import dev.tidemark.guarantee.world.Instance;
import dev.tidemark.stream.Broker;
import dev.tidemark.stream.StreamSettings.GroupProtocol;
import dev.tidemark.stream.StreamSettings.Guarantee;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.kafka.KafkaContainer;

/**
 * The heart of the suite on the Kafka that Apache ships, with settings of its own instead of our
 * embedded one's. Needs Docker; without it JUnit skips it and says so.
 */
@Tag("broker")
@Tag("slow")
@Timeout(300)
@Testcontainers(disabledWithoutDocker = true)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContainerScenariosTest {

  @Container private static final KafkaContainer KAFKA = new KafkaContainer("apache/kafka:4.3.1");

  private Broker broker;

  @BeforeAll
  void reachBroker() {
    broker = new Broker(KAFKA.getBootstrapServers(), 1, () -> {});
  }

  @AfterAll
  void leaveBroker() {
    broker.close();
  }

  @ParameterizedTest
  @CsvSource({"EXACTLY_ONCE_V2, CLASSIC", "AT_LEAST_ONCE, CLASSIC"})
  void aRollingRestartOfTwo(Guarantee guarantee, GroupProtocol protocol) {
    try (GuaranteeRun run = patient(guarantee, protocol)) {
      run.send(run.tenThousand());
      Instance one = run.start();
      run.start();
      run.awaitAnswered(3_000);
      run.stop(one);
      run.start();
      run.awaitAll();
      run.check(Delivery.ONCE);
    }
  }

  @ParameterizedTest
  @CsvSource({"EXACTLY_ONCE_V2, CLASSIC", "AT_LEAST_ONCE, CLASSIC"})
  void killedOnce(Guarantee guarantee, GroupProtocol protocol) {
    try (GuaranteeRun run = patient(guarantee, protocol)) {
      run.send(run.tenThousand());
      ChildInstance child = run.startChild(run.plan());
      run.awaitAnswered(3_000);
      run.kill(child);
      run.start();
      run.awaitAll();
      run.check(guarantee == Guarantee.EXACTLY_ONCE_V2 ? Delivery.ONCE : Delivery.MAY_REPEAT);
    }
  }

  /** A broker as it comes lets no member time out sooner than after six seconds. */
  private GuaranteeRun patient(Guarantee guarantee, GroupProtocol protocol) {
    return new GuaranteeRun(broker, guarantee, protocol)
        .with(java.util.Map.of("consumer.session.timeout.ms", "6000"));
  }
}
