package dev.tidemark.app.topics;

import dev.tidemark.app.cli.CommandFailedException;
import dev.tidemark.app.cli.Shell;
import dev.tidemark.app.cli.UsageException;
import dev.tidemark.app.kafka.EmbeddedKafka;
import dev.tidemark.app.settings.Configuration;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A broker to try things out with, for whoever has none. */
@Command(
    name = "kafka",
    description = {
      "Runs a Kafka of one node on this machine, with Tidemark's topics, until it is stopped (Ctrl-C):"
          + " to try things out. It listens on loopback only and keeps one copy of each record; what"
          + " is worth keeping belongs on a real Kafka."
    },
    footerHeading = "%nExample:%n",
    footer = {
      "  tidemark kafka                   # then, elsewhere: tidemark run",
      "  tidemark kafka --port 19092 --data /tmp/kafka"
    })
public final class KafkaCommand implements Callable<Integer> {

  @Mixin final TopicOptions options = new TopicOptions();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "9092",
      description = "Where clients find it on localhost (default: ${DEFAULT-VALUE}).")
  int port = 9092;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      defaultValue = "kafka-data",
      description =
          "Where records are kept; the next start finds them there (default: ${DEFAULT-VALUE}).")
  Path data = Path.of("kafka-data");

  @Option(names = "--no-topics", description = "Create no topics.")
  boolean noTopics;

  private final Shell shell;

  KafkaCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    if (port < 1 || port > 65_535) {
      throw new UsageException("--port is %d: must be 1 to 65535".formatted(port));
    }
    Configuration settings = shell.configuration();
    options.checked();
    EmbeddedKafka kafka = start();
    // Whatever ends the process ends the broker first, or its folder needs mending at the next
    // start.
    Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "stop-kafka"));
    if (!noTopics) {
      TopicsCommand.create(
          settings, kafka.bootstrapServers(), TopicPlan.of(settings, options), false, shell.out());
    }
    shell
        .out()
        .printf(
            "Kafka at %s, its records in %s; Ctrl-C stops it%n", kafka.bootstrapServers(), data);
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      kafka.close();
    }
    return 0;
  }

  private EmbeddedKafka start() {
    try {
      return EmbeddedKafka.startAt(data, port);
    } catch (BindException e) {
      throw new CommandFailedException(
          "port %d is taken, maybe by a Kafka that runs already; stop it, or choose another --port"
              .formatted(port),
          e);
    } catch (IOException | RuntimeException e) {
      throw new CommandFailedException(
          "no Kafka can be run in %s (%s); is another one using it? Choose another --data, or delete"
                  .formatted(data, e.getMessage())
              + " it",
          e);
    }
  }
}
