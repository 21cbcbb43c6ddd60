package dev.tidemark.app.bench;

import dev.tidemark.app.cli.Bounds;
import dev.tidemark.app.cli.Shell;
import dev.tidemark.app.process.ScratchFolder;
import dev.tidemark.app.settings.StoreSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What replacing the serving model costs. */
@Command(
    name = "swap",
    description = {
      "Times the tagging of a feed from Kafka to Kafka (a broker in this process) while two versions of the model from a store"
          + " take each other's place every few seconds, by turns with the same without; then swaps many times, and"
          + " tells the memory outside the Java heap after each."
    },
    footerHeading = "%nExample:%n",
    footer = "  tidemark bench swap --every 5 --json")
final class BenchSwapCommand implements Callable<Integer> {

  @Mixin StreamBenchOptions options = new StreamBenchOptions();

  @Option(
      names = "--rounds",
      defaultValue = "3",
      paramLabel = "N",
      description = "Turns with and without swaps; 0 leaves them out (default: ${DEFAULT-VALUE}).")
  int rounds = 3;

  @Option(
      names = "--seconds",
      defaultValue = "30",
      paramLabel = "N",
      description = "Of each turn (default: ${DEFAULT-VALUE}).")
  int seconds = 30;

  @Option(
      names = "--every",
      defaultValue = "5",
      paramLabel = "SECONDS",
      description =
          "From the beginning of one swap to that of the next (default: ${DEFAULT-VALUE}).")
  int every = 5;

  @Option(
      names = "--swaps",
      defaultValue = "50",
      paramLabel = "N",
      description = "After which memory is told; 0 leaves that out (default: ${DEFAULT-VALUE}).")
  int swaps = 50;

  private final Shell shell;

  BenchSwapCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    options.check();
    Bounds.within("--rounds", rounds, 0, 100);
    Bounds.within("--seconds", seconds, 1, 3600);
    Bounds.within("--every", every, 1, 3600);
    Bounds.within("--swaps", swaps, 0, 10_000);
    try (ScratchFolder folder = ScratchFolder.create("tidemark-bench-")) {
      TrialSettings trials =
          options.trials(shell, "swap-", StoreSettings.within(folder.path(), "--bench"));
      new BenchSwapContest(
              trials,
              shell.err(),
              new BenchSwapContest.Plan(options.partitions, rounds, seconds, every, swaps))
          .run(options.feed, shell.in())
          .tell(shell, options.json);
    }
    return 0;
  }
}
