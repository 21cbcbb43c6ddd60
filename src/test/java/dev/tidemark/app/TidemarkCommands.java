package dev.tidemark.app;

import dev.tidemark.app.cli.Cli;
import dev.tidemark.app.cli.CommandLines;
import picocli.CommandLine;

/** The real command line, for tests elsewhere that hold text with commands against it. */
public final class TidemarkCommands {

  private TidemarkCommands() {}

  /**
   * Parses as {@code tidemark} does, and runs nothing.
   *
   * @throws CommandLine.ParameterException when there is no such command or option
   */
  public static CommandLine.ParseResult parse(String... arguments) {
    return CommandLines.of(new Cli(Commands.ALL)).parseArgs(arguments);
  }
}
