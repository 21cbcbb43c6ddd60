package dev.tidemark.app.bench;

import dev.tidemark.app.cli.Bounds;
import dev.tidemark.app.cli.Shell;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Times the stream: Kafka to Kafka, beside the model alone and the topology one writes first. */
@Command(
    name = "stream",
    description = {
      "Times the tagging of a feed from Kafka to Kafka (a broker in this process), by turns with the model alone on ideal",
      "batches, and with the naive topology: one text per forward pass, fp32, mapValues. Then latencies at half load, also",
      "with ten times as many partitions."
    },
    footerHeading = "%nExample:%n",
    footer = "  tidemark bench stream --feed news.jsonl.gz --json")
final class BenchStreamCommand implements Callable<Integer> {

  @Mixin StreamBenchOptions options = new StreamBenchOptions();

  @Option(
      names = "--rounds",
      defaultValue = "3",
      paramLabel = "N",
      description = "Turns of model and stream; medians are reported (default: ${DEFAULT-VALUE}).")
  int rounds = 3;

  @Option(
      names = "--seconds",
      defaultValue = "20",
      paramLabel = "N",
      description = "Of each turn of the stream (default: ${DEFAULT-VALUE}).")
  int seconds = 20;

  @Option(
      names = "--instances",
      defaultValue = "2",
      paramLabel = "N",
      description =
          "Also measure so many instances that share the cores; 1 leaves that out (default: ${DEFAULT-VALUE}).")
  int instances = 2;

  private final Shell shell;

  BenchStreamCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    options.check();
    Bounds.within("--rounds", rounds, 1, 100);
    Bounds.within("--seconds", seconds, 1, 3600);
    Bounds.within("--instances", instances, 1, 16);
    new BenchStreamContest(
            options.trials(shell, "", List.of()),
            shell.err(),
            new BenchStreamContest.Plan(
                options.partitions, rounds, Duration.ofSeconds(seconds), instances))
        .run(options.feed, shell.in())
        .tell(shell, options.json);
    return 0;
  }
}
