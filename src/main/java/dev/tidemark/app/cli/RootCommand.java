package dev.tidemark.app.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tidemark} itself, without a command. */
@Command(
    name = "tidemark",
    description = "Tags news as it streams: named entities on Kafka, exactly once, in order.",
    synopsisSubcommandLabel = "COMMAND",
    versionProvider = Version.class,
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    footerHeading = "%nExample:%n",
    footer = {
      "  tidemark COMMAND --help    what a command does, with an example",
      "",
      "Exit codes: 0 done, 1 failed while running, 2 wrong usage or configuration."
    })
final class RootCommand {

  @Mixin final GlobalOptions options;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Show the version.")
  boolean version;

  RootCommand(GlobalOptions options) {
    this.options = options;
  }
}
