package dev.tidemark.app.bench;

import dev.tidemark.app.cli.Bounds;
import dev.tidemark.app.cli.Shell;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Flag;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.app.tagger.TaggingOptions;
import java.util.ArrayList;
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

  @Mixin TaggingOptions options = new TaggingOptions();

  @Mixin BenchFeedOptions input = new BenchFeedOptions();

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

  @Option(names = "--json", description = "Print one JSON object.")
  boolean json;

  private final Shell shell;

  BenchStreamCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    input.check();
    Bounds.within("--rounds", rounds, 1, 100);
    Bounds.within("--seconds", seconds, 1, 3600);
    Bounds.within("--instances", instances, 1, 16);
    BenchStreamContest contest =
        new BenchStreamContest(
            this::configuration, shell.err(), input.partitions, rounds, seconds, instances);
    BenchStreamReport report = contest.run(input.feed, shell.in());
    if (json) {
      shell.out().println(report.json());
    } else {
      report.print(shell.out());
    }
    return 0;
  }

  /** The settings, with topics and an application of a trial's own. */
  private Configuration configuration(String trial, int threads) {
    List<Flag> flags = new ArrayList<>(List.of(options.flags()));
    flags.addAll(BenchTopics.of(trial));
    if (threads > 0) {
      flags.add(Flag.of("--bench", Settings.THREADS, Integer.toString(threads)));
    }
    return shell.configuration(flags.toArray(Flag[]::new));
  }
}
