package dev.tidemark.app.cli;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine;

/** The command line as picocli sees it, for tests in other packages. */
public final class CommandLines {

  private CommandLines() {}

  public static CommandLine of(Cli cli) {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    return cli.commandLine(
        new Surroundings(
            InputStream.nullInputStream(), nowhere, nowhere, Map.of(), Map.of(), Path.of("")),
        new GlobalOptions());
  }
}
