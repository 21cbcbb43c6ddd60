package dev.tidemark.app.bench;

import dev.tidemark.app.cli.Bounds;
import dev.tidemark.app.cli.Shell;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Flag;
import dev.tidemark.app.settings.TrainerSettings;
import dev.tidemark.app.tagger.TaggingOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a training run takes from the tagging beside it. */
@Command(
    name = "adapt",
    description = {
      "Times the tagging of a feed from Kafka to Kafka (a broker in this process) while a training run goes on in the same"
          + " process, by turns with the same without; then sends texts evenly before, during and after a training, and"
          + " tells how many wait, and how long it takes until no more wait than before."
    },
    footerHeading = "%nExample:%n",
    footer = "  tidemark bench adapt --pace 0.5 --json")
final class BenchAdaptCommand implements Callable<Integer> {

  @Mixin TaggingOptions options = new TaggingOptions();

  @Mixin BenchFeedOptions input = new BenchFeedOptions();

  @Option(
      names = "--rounds",
      defaultValue = "3",
      paramLabel = "N",
      description = "Turns with and without a training (default: ${DEFAULT-VALUE}).")
  int rounds = 3;

  @Option(
      names = "--seconds",
      defaultValue = "20",
      paramLabel = "N",
      description = "Of each turn (default: ${DEFAULT-VALUE}).")
  int seconds = 20;

  @Option(
      names = "--load",
      defaultValue = "70",
      paramLabel = "PERCENT",
      description =
          "Of what is tagged without a training, sent evenly while the queue is watched (default: ${DEFAULT-VALUE}).")
  int load = 70;

  @Option(
      names = "--pace",
      paramLabel = "SHARE",
      description = "Of the time in which the training computes (default: as the settings say, 1).")
  @Nullable String pace;

  @Option(names = "--json", description = "Print one JSON object.")
  boolean json;

  private final Shell shell;

  BenchAdaptCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    input.check();
    Bounds.within("--rounds", rounds, 1, 100);
    Bounds.within("--seconds", seconds, 1, 3600);
    Bounds.within("--load", load, 1, 100);
    BenchAdaptReport report =
        new BenchAdaptContest(
                (trial, threads) -> configuration(trial),
                shell.err(),
                new BenchAdaptContest.Plan(input.partitions, rounds, seconds, load / 100.0))
            .run(input.feed, shell.in());
    if (json) {
      shell.out().println(report.json());
    } else {
      report.print(shell.out());
    }
    return 0;
  }

  private Configuration configuration(String trial) {
    List<Flag> flags = new ArrayList<>(List.of(options.flags()));
    flags.addAll(BenchTopics.of("adapt-" + trial));
    flags.add(Flag.of("--pace", TrainerSettings.PACE, pace));
    return shell.configuration(flags.toArray(Flag[]::new));
  }
}
