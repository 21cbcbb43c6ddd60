package dev.tidemark.app.cli;

import dev.tidemark.app.settings.InvalidConfigurationException;
import dev.tidemark.app.settings.NearestName;
import dev.tidemark.model.checkpoint.CheckpointException;
import dev.tidemark.model.hub.HubException;
import dev.tidemark.model.hub.ModelUnavailableException;
import dev.tidemark.model.store.StoreException;
import dev.tidemark.model.store.UnknownVersionException;
import dev.tidemark.training.data.DataFileException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** From whatever was thrown to one line that says what and what to do, and to the exit code. */
final class ErrorReport {

  private static final Logger LOG = LoggerFactory.getLogger(ErrorReport.class);

  private final PrintStream err;
  private final GlobalOptions options;

  ErrorReport(PrintStream err, GlobalOptions options) {
    this.err = err;
    this.options = options;
  }

  /** A command threw. */
  int failed(Throwable thrown) {
    Throwable cause = unwrap(thrown);
    boolean usage =
        cause instanceof UsageException
            || cause instanceof InvalidConfigurationException
            || cause instanceof UnknownVersionException
            || cause instanceof ModelUnavailableException
            || isAboutAFileOfTheUser(cause);
    print(message(cause), thrown);
    return usage ? ExitCode.USAGE : ExitCode.FAILED;
  }

  /** The command line itself is wrong. */
  int refused(ParameterException thrown) {
    CommandSpec command = thrown.getCommandLine().getCommandSpec();
    String what =
        thrown instanceof UnmatchedArgumentException unmatched
            ? unmatched(unmatched, command)
            : oneLine(String.valueOf(thrown.getMessage()))
                .replaceFirst("^Error: ", "") // picocli 4.7.7 stammers
                .replace("option option", "option")
                .replaceFirst("is not an? (int|long)$", "is not a whole number")
                .replaceFirst("is not a double$", "is not a number");
    print("%s; see '%s --help'".formatted(what, command.qualifiedName()), thrown);
    return ExitCode.USAGE;
  }

  private void print(String message, Throwable thrown) {
    if (options.jsonLog) {
      // Whoever collects a JSON log reads standard error line by line: the end is one of them.
      LOG.error(message, options.verbose ? thrown : null);
      return;
    }
    err.println("error: " + message);
    if (options.verbose) {
      thrown.printStackTrace(err);
    }
  }

  private String message(Throwable cause) {
    String text = oneLine(String.valueOf(cause.getMessage()));
    if (cause instanceof InvalidConfigurationException) {
      return String.valueOf(cause.getMessage()); // one line for each mistake
    }
    if (cause instanceof UsageException
        || cause instanceof CommandFailedException
        || cause instanceof StoreException
        || cause instanceof HubException
        || isAboutAFileOfTheUser(cause)) {
      return text;
    }
    if (cause instanceof NoSuchFileException) {
      return "there is no file " + text;
    }
    if (cause instanceof AccessDeniedException) {
      return "no permission for " + text;
    }
    if (cause instanceof InterruptedException) {
      return "interrupted before the work was done";
    }
    if (cause instanceof OutOfMemoryError) {
      return "out of memory (%s); give the JVM more, e.g. TIDEMARK_JAVA_OPTS=-Xmx4g"
          .formatted(text);
    }
    String name = cause.getClass().getSimpleName();
    String what = cause.getMessage() == null ? name : name + ": " + text;
    return "unexpected %s%s"
        .formatted(what, options.verbose ? "" : "; --verbose shows where it happened");
  }

  /** A model or data file that was named cannot be used; the message says which and why. */
  private static boolean isAboutAFileOfTheUser(Throwable cause) {
    return cause instanceof CheckpointException || cause instanceof DataFileException;
  }

  /** Wrappers that say nothing themselves. */
  private static Throwable unwrap(Throwable thrown) {
    Throwable cause = thrown;
    while (cause.getCause() != null
        && (cause instanceof UncheckedIOException
            || cause instanceof ExecutionException
            || cause instanceof CompletionException)) {
      cause = cause.getCause();
    }
    return cause;
  }

  private static String unmatched(UnmatchedArgumentException thrown, CommandSpec command) {
    String word = thrown.getUnmatched().get(0);
    if (word.startsWith("-")) {
      List<String> names = new ArrayList<>();
      command.options().forEach(option -> names.addAll(List.of(option.names())));
      return "there is no option '%s'%s".formatted(word, suggestion(word, names));
    }
    if (command.subcommands().isEmpty()) {
      return "'%s' is one argument too many".formatted(word);
    }
    List<String> names = new ArrayList<>();
    command
        .subcommands()
        .forEach(
            (name, sub) -> {
              if (!sub.getCommandSpec().usageMessage().hidden()) {
                names.add(name);
              }
            });
    return "there is no command '%s'%s".formatted(word, suggestion(word, names));
  }

  /** Only what is near enough to be a slip: less than half of its letters, and no more than 4. */
  private static String suggestion(String word, List<String> names) {
    Optional<String> nearest = NearestName.of(word, names);
    return nearest
        .filter(name -> NearestName.distance(word, name) <= Math.min(4, (word.length() - 1) / 2))
        .map(name -> " (did you mean '" + name + "'?)")
        .orElse("");
  }

  private static String oneLine(String message) {
    return message.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  /** Installs this report in a command line and all its commands. */
  void installIn(CommandLine line) {
    line.setParameterExceptionHandler((thrown, arguments) -> refused(thrown));
    line.setExecutionExceptionHandler((thrown, command, parsed) -> failed(thrown));
  }
}
