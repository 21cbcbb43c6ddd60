package dev.tidemark.app.topics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.app.CommandRun;
import dev.tidemark.app.Main;
import dev.tidemark.app.kafka.EmbeddedKafka;
import dev.tidemark.stream.Broker;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code tidemark kafka} as a process of its own. */
@Tag("broker")
@Timeout(180)
class KafkaCommandTest {

  @TempDir Path folder;

  @Test
  void whatItHoldsIsThereAgainAfterAStop() throws Exception {
    int port = EmbeddedKafka.freePorts(1)[0];
    Path data = folder.resolve("kafka");
    try (Broker broker = running(data, port, "texts: created")) {
      broker.produce(List.of(new ProducerRecord<>("texts", "kept".getBytes(UTF_8))));
    }
    try (Broker broker = running(data, port, "texts: exists")) {
      assertThat(broker.readAll("texts"))
          .extracting(record -> new String(record.value(), UTF_8))
          .containsExactly("kept");
    }
    assertThat(data).isDirectory();
  }

  @Test
  void aPortThatIsTakenIsSaidInOneLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = String.valueOf(taken.getLocalPort());
      CommandRun run =
          CommandRun.of(
              folder,
              new byte[0],
              "kafka",
              "--port",
              port,
              "--data",
              folder.resolve("none").toString());
      assertThat(run.code()).isEqualTo(1);
      assertThat(run.err()).startsWith("error: port " + port + " is taken").hasLineCount(1);
      assertThat(folder.resolve("none")).doesNotExist();
    }
  }

  /** Up, its topics made; closing stops it by a signal and waits for its end. */
  private Broker running(Path data, int port, String expected) throws Exception {
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "kafka",
                "--port",
                String.valueOf(port),
                "--data",
                data.toString())
            .redirectError(log.toFile())
            .start();
    BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    StringBuilder said = new StringBuilder();
    String line = out.readLine();
    while (line != null && !line.startsWith("Kafka at ")) {
      said.append(line).append('\n');
      line = out.readLine();
    }
    assertThat(line)
        .as("said %s, logged %s", said, Files.readString(log))
        .isEqualTo("Kafka at localhost:%d, its records in %s; Ctrl-C stops it", port, data);
    assertThat(said.toString().lines())
        .as("a line for each topic")
        .hasSize(7)
        .anyMatch(l -> l.startsWith(expected));
    return new Broker("localhost:" + port, 1, () -> stop(process));
  }

  private static void stop(Process process) {
    process.destroy();
    try {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("ends when asked to").isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
    assertThat(process.exitValue()).as("ended by SIGTERM").isEqualTo(143);
  }
}
