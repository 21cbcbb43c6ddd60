package dev.tidemark.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemark.app.settings.Flag;
import dev.tidemark.app.settings.Settings;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Commands as a developer would write them, to try the command line with; and a main of its own.
 */
public final class TestCommands {

  static final Cli CLI = new Cli(List.of(Echo.class, Fail.class, Group.class));

  private TestCommands() {}

  public static void main(String[] arguments) {
    Surroundings process = Surroundings.ofProcess();
    System.out.println("a library's chatter");
    System.exit(CLI.run(process, arguments));
  }

  /** Streams and settings, as a command sees them. */
  @Command(name = "echo", description = "Echoes lines.", footer = "  tidemark echo < FILE")
  static final class Echo implements Callable<Integer> {

    private final Shell shell;

    @Option(names = "--device", description = "Where the model runs.")
    @Nullable String device;

    Echo(Shell shell) {
      this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
      String used =
          shell.configuration(Flag.of("--device", Settings.DEVICE, device)).get(Settings.DEVICE);
      shell.out().println("device " + used);
      new String(shell.in().readAllBytes(), UTF_8).lines().forEach(shell.out()::println);
      return ExitCode.DONE;
    }
  }

  /** Every way to end badly. */
  @Command(name = "fail", description = "Fails.", footer = "  tidemark fail --how usage")
  static final class Fail implements Callable<Integer> {

    enum How {
      FAILED,
      USAGE,
      NULL,
      FILE,
      INTERRUPTED,
      ERROR,
      MEMORY,
      CODE
    }

    @Option(names = "--how", required = true, description = "In which way.")
    How how = How.FAILED;

    @Override
    public Integer call() throws Exception {
      switch (how) {
        case FAILED ->
            throw new CommandFailedException(
                "no broker answers at x:1;\n  start one", new IllegalStateException("inner"));
        case USAGE -> throw new UsageException("--a excludes --b; drop one");
        case NULL -> throw new NullPointerException();
        case FILE -> throw new UncheckedIOException(new NoSuchFileException("news.jsonl"));
        case INTERRUPTED -> throw new InterruptedException();
        case ERROR -> throw new UnsatisfiedLinkError("libtorch");
        case MEMORY -> throw new OutOfMemoryError("Java heap space");
        case CODE -> {
          return ExitCode.FAILED;
        }
      }
      throw new AssertionError(how);
    }
  }

  /** A command of commands. */
  @Command(
      name = "group",
      description = "Has commands of its own.",
      footer = "  tidemark group echo",
      subcommands = Echo.class)
  static final class Group {}
}
