package dev.tidemark.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.tidemark.testing.LogCapture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody sees who has no Kafka, or gave the wrong address: one line, and it is ours. */
@Timeout(120)
class NoBrokerTest {

  private static final String NOBODY = "localhost:1";

  @TempDir Path folder;
  @RegisterExtension final LogCapture log = new LogCapture();

  private List<String> warnings() {
    return log.events().stream()
        .filter(event -> event.getLoggerName().startsWith("org.apache.kafka"))
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run",
        "run --roles trainer",
        "topics",
        "ingest --jsonl texts.jsonl",
        "models list",
        "models rollback"
      })
  void whatWasTriedAndWhatToDoIsSaidInOneLine(String command) throws Exception {
    Files.writeString(folder.resolve("texts.jsonl"), "{\"text\":\"Ada met Acme.\"}\n");
    List<String> arguments =
        new ArrayList<>(
            List.of(command.replace("texts.jsonl", folder + "/texts.jsonl").split(" ", -1)));
    arguments.addAll(
        List.of(
            "-D", "tidemark.kafka.bootstrap.servers=" + NOBODY,
            "-D", "tidemark.kafka.default.api.timeout.ms=4000",
            "-D", "tidemark.store.url=" + folder.resolve("store")));

    CommandRun run = CommandRun.of(folder, new byte[0], arguments.toArray(String[]::new));

    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err())
        .startsWith("error: Kafka at localhost:1 does not answer")
        .contains("tidemark.kafka.bootstrap.servers", "tidemark kafka")
        .hasLineCount(1);
    assertThat(warnings()).isEmpty();
    assertThat(log.events().stream().map(ILoggingEvent::getFormattedMessage))
        .as("nobody waits for long without a word")
        .contains("waits for Kafka at localhost:1, which does not answer yet");
  }

  /** So that the above does not hold because nobody hears anything. */
  @Test
  void whatRunsIsHeard() {
    Admin running = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, NOBODY));
    try {
      var unused = running.listTopics();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> warnings().stream().anyMatch(line -> line.contains("Connection to")));
    } finally {
      running.close(Duration.ZERO);
    }
  }
}
