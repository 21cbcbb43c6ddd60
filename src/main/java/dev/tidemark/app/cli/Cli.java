package dev.tidemark.app.cli;

import java.io.PrintWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/**
 * The command line: options that all commands share, and how each of them ends.
 *
 * @param commands classes with picocli's {@code @Command}. Each (and each of its subcommands) is
 *     constructed with a {@link Shell} if it has such a constructor, else with nothing.
 */
public record Cli(List<Class<?>> commands) {

  private static final int HELP_WIDTH = 100;

  public Cli {
    commands = List.copyOf(commands);
  }

  /**
   * Runs one command to its end. Never throws, never exits.
   *
   * @return the exit code, see {@link ExitCode}
   */
  public int run(Surroundings surroundings, String... arguments) {
    GlobalOptions options = new GlobalOptions();
    ErrorReport report = new ErrorReport(surroundings.err(), options);
    try {
      CommandLine line = commandLine(surroundings, options);
      report.installIn(line);
      return line.execute(arguments);
    } catch (Throwable thrown) {
      // Errors (no memory, a native library that does not load), which picocli lets pass.
      return report.failed(thrown);
    } finally {
      surroundings.out().flush();
      surroundings.err().flush();
    }
  }

  /** The commands as picocli sees them; for tests that look at their help. */
  CommandLine commandLine(Surroundings surroundings, GlobalOptions options) {
    IFactory factory = new ShellFactory(new Shell(surroundings, options));
    CommandLine line = new CommandLine(new RootCommand(options), factory);
    for (Class<?> command : commands) {
      line.addSubcommand(command);
    }
    line.setOut(new PrintWriter(surroundings.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(surroundings.err(), true, StandardCharsets.UTF_8));
    line.setUsageHelpWidth(HELP_WIDTH);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    // A text to tag may begin with @; picocli would read a file of that name.
    line.setExpandAtFiles(false);
    return line;
  }

  /** Gives the shell to each command that asks for it in its constructor. */
  private record ShellFactory(Shell shell) implements IFactory {

    @Override
    public <K> K create(Class<K> type) throws Exception {
      Constructor<K> constructor;
      try {
        constructor = type.getDeclaredConstructor(Shell.class);
      } catch (NoSuchMethodException e) {
        return CommandLine.defaultFactory().create(type);
      }
      constructor.setAccessible(true); // commands are package-private
      try {
        return constructor.newInstance(shell);
      } catch (InvocationTargetException e) {
        throw new IllegalStateException(type + " could not be constructed", e.getCause());
      }
    }
  }
}
