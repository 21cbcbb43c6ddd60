package dev.tidemark.app.cli;

import org.jspecify.annotations.Nullable;

/**
 * What the user asked for cannot be done as asked: exit code {@value ExitCode#USAGE}. For what
 * picocli cannot know, such as two options that exclude each other or a file that is not there. The
 * message is one line: what is wrong, and what is right.
 */
public final class UsageException extends RuntimeException {

  public UsageException(String message) {
    this(message, null);
  }

  /** With the cause, which shows with {@code --verbose}. */
  public UsageException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
