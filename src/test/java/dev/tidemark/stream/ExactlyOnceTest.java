package dev.tidemark.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.stream.StreamSettings.GroupProtocol;
import dev.tidemark.stream.StreamSettings.Guarantee;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The promise of exactly once: instances are killed with SIGKILL in the middle of their work, again
 * and again, and whoever reads committed records sees each result once, in order, and its own.
 */
@Tag("broker")
@Timeout(180)
class ExactlyOnceTest {

  private static final int PARTITIONS = 3;
  private static final int EACH = 700;
  private static final int KILLS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(GroupProtocol.class)
  void survivesBeingKilled(GroupProtocol protocol) throws Exception {
    long seed = System.nanoTime();
    System.out.println("ExactlyOnceTest seed " + seed);
    Random random = new Random(seed);
    try (Broker broker = new Broker()) {
      TaggingTopology.Topics topics = broker.freshTopics(PARTITIONS);
      broker.produce(broker.numbered(topics.texts(), PARTITIONS, EACH));
      int all = PARTITIONS * EACH;

      for (int kill = 1; kill <= KILLS; kill++) {
        Process child = start(broker, topics, protocol);
        try {
          // Somewhere in this kill's share of the work, at an unforeseen moment of a transaction.
          int enough = all * kill / (KILLS + 2) + random.nextInt(50);
          broker.readUntil(
              topics.tagged(), PATIENCE, seen -> isAlive(child) && seen.size() >= enough);
        } finally {
          child.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
        assertThat(child.exitValue()).as("died of SIGKILL").isEqualTo(137);
        assertThat(broker.readAll(topics.tagged()))
            .as("killed in the middle, not after the end")
            .hasSizeLessThan(all);
      }

      Process last = start(broker, topics, protocol);
      try {
        broker.readUntil(topics.tagged(), PATIENCE, seen -> isAlive(last) && seen.size() >= all);
      } finally {
        last.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
      }
      assertThat(Broker.byPartition(broker.readAll(topics.tagged())))
          .isEqualTo(Numbered.results(PARTITIONS, EACH));
      assertThat(broker.readAll(topics.deadLetters())).isEmpty();
    }
  }

  private Process start(Broker broker, TaggingTopology.Topics topics, GroupProtocol protocol)
      throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            TaggingChild.class.getName(),
            broker.bootstrapServers(),
            "exactly-once-" + protocol,
            Guarantee.EXACTLY_ONCE_V2.name(),
            protocol.name(),
            topics.texts(),
            topics.tagged(),
            topics.deadLetters());
    File log = childLog().toFile();
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
        .start();
  }

  private Path childLog() {
    return folder.resolve("children.log");
  }

  /** True, or fails with what the child said last. */
  private boolean isAlive(Process child) {
    assertThat(child.isAlive()).as(() -> "a child ended by itself:\n" + logged()).isTrue();
    return true;
  }

  private String logged() {
    try {
      return Files.readString(childLog());
    } catch (IOException e) {
      return "(no log: " + e + ")";
    }
  }
}
