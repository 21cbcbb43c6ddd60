package dev.tidemark.guarantee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidemark.guarantee.world.ChildInstance;
import dev.tidemark.guarantee.world.Input;
import dev.tidemark.guarantee.world.InstancePlan;
import dev.tidemark.stream.Broker;
import dev.tidemark.stream.InFlightLimits;
import dev.tidemark.stream.StreamSettings;
import dev.tidemark.testing.Seeds;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * With a producer far ahead, an instance's memory stays level, it stays in its group, and its
 * commits keep coming.
 *
 * <p>Resident memory, native memory included, of a child with a fixed heap that is touched at the
 * start, so that what grows is a leak or a queue. The model is the suite's; what PyTorch itself
 * takes is measured by {@code torch.MemoryTest}. Half a minute of warm-up and half a minute of
 * measuring; {@code -Dtest.memory.seconds=600} measures for ten minutes. Linux only, as Tidemark
 * is.
 */
@Tag("broker")
@Tag("slow")
class SteadyMemoryTest {

  private static final Duration WARM_UP = Duration.ofSeconds(30);
  private static final Duration MEASURED =
      Duration.ofSeconds(Long.getLong("test.memory.seconds", 30));
  private static final Duration PER_BATCH = Duration.ofMillis(64);
  private static final int TEXTS_PER_SECOND = 2_000; // 64 in 64 ms, by two workers
  private static final int PARTITIONS = GuaranteeRun.PARTITIONS;

  /** Two seconds apart, within which there must be a commit. */
  private static final int LOOKS = 6;

  /** What one look at the child saw. */
  private record Sample(long seconds, long residentKiB, long committed, long rebalances) {}

  @Test
  void staysLevelWithAProducerFarAhead() {
    try (Broker broker = new Broker()) {
      var topics = broker.freshTopics(PARTITIONS);
      String application = "memory";
      InstancePlan plan =
          new InstancePlan(
              1,
              GuaranteeRun.VERSION,
              PER_BATCH,
              topics,
              InFlightLimits.DEFAULT,
              StreamSettings.defaults(application, broker.bootstrapServers()));
      int ahead = (int) (WARM_UP.plus(MEASURED).toSeconds() * TEXTS_PER_SECOND * 5 / 4);
      produce(broker, topics.texts(), ahead);
      List<Sample> samples = new ArrayList<>();
      try (ChildInstance child =
          ChildInstance.start(plan, List.of("-Xms192m", "-Xmx192m", "-XX:+AlwaysPreTouch"))) {
        watch(broker, child, application, topics.texts(), samples);
      }
      samples.forEach(sample -> System.out.println("SteadyMemoryTest: " + sample));
      judge(samples, ahead);
    }
  }

  private static void produce(Broker broker, String topic, int count) {
    Random random = Seeds.random("SteadyMemoryTest");
    int chunk = 50_000;
    for (int from = 0; from < count; from += chunk) {
      int each = Math.min(chunk, count - from) / PARTITIONS;
      broker.produce(
          Input.texts(PARTITIONS, each, random).stream()
              .map(input -> input.record(topic))
              .toList());
    }
  }

  private static void watch(
      Broker broker, ChildInstance child, String application, String topic, List<Sample> samples) {
    await().atMost(Duration.ofSeconds(60)).until(() -> broker.committed(application, topic) > 0);
    long start = System.nanoTime();
    await("the measured time")
        .atMost(WARM_UP.plus(MEASURED).plusSeconds(60))
        .pollInterval(Duration.ofSeconds(2))
        .until(
            () -> {
              child.assertWorks();
              Duration since = Duration.ofNanos(System.nanoTime() - start);
              samples.add(
                  new Sample(
                      since.toSeconds(),
                      residentKiB(child.pid()),
                      broker.committed(application, topic),
                      child.gauge().rebalances()));
              return since.compareTo(WARM_UP.plus(MEASURED)) > 0;
            });
  }

  private static void judge(List<Sample> samples, int ahead) {
    List<Sample> measured =
        samples.stream().filter(sample -> sample.seconds() >= WARM_UP.toSeconds()).toList();
    Sample warm = measured.get(0);
    Sample last = measured.get(measured.size() - 1);
    long most = measured.stream().mapToLong(Sample::residentKiB).max().orElseThrow();
    System.out.printf(
        "SteadyMemoryTest: %d KiB after %d s, at most %d KiB in the %d s after that (%+.1f %%); %d"
            + " of %d records committed%n",
        warm.residentKiB(),
        warm.seconds(),
        most,
        last.seconds() - warm.seconds(),
        100.0 * (most - warm.residentKiB()) / warm.residentKiB(),
        last.committed(),
        ahead);
    assertThat(last.committed()).as("the producer stayed ahead").isLessThan(ahead);
    assertThat(most)
        .as("most resident memory, KiB")
        .isLessThanOrEqualTo(warm.residentKiB() + warm.residentKiB() / 20);
    assertThat(last.rebalances())
        .as("rebalances, the first join included")
        .isEqualTo(samples.get(1).rebalances());
    // A commit answers all that is in flight first: 4 x 4,000 records at 2,000 a second take 8 s.
    for (int i = LOOKS; i < measured.size(); i++) {
      assertThat(measured.get(i).committed())
          .as("committed at second %d", measured.get(i).seconds())
          .isGreaterThan(measured.get(i - LOOKS).committed());
    }
  }

  private static long residentKiB(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }
}
