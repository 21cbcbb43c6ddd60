package dev.tidemark.app.bench;

import dev.tidemark.app.cli.Bounds;
import dev.tidemark.app.cli.Shell;
import dev.tidemark.app.settings.Flag;
import dev.tidemark.app.settings.TrainerSettings;
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

  @Mixin StreamBenchOptions options = new StreamBenchOptions();

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

  private final Shell shell;

  BenchAdaptCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    options.check();
    Bounds.within("--rounds", rounds, 1, 100);
    Bounds.within("--seconds", seconds, 1, 3600);
    Bounds.within("--load", load, 1, 100);
    TrialSettings trials =
        options.trials(shell, "adapt-", List.of(Flag.of("--pace", TrainerSettings.PACE, pace)));
    new BenchAdaptContest(
            trials,
            shell.err(),
            new BenchAdaptContest.Plan(options.partitions, rounds, seconds, load / 100.0))
        .run(options.feed, shell.in())
        .tell(shell, options.json);
    return 0;
  }
}
