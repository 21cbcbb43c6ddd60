package dev.tidemark.app.cli;

import org.jspecify.annotations.Nullable;

/**
 * A command ran and failed: exit code {@value ExitCode#FAILED}. The message is for the user, one
 * line: what failed, and what to do about it.
 */
public final class CommandFailedException extends RuntimeException {

  public CommandFailedException(String message) {
    this(message, null);
  }

  /** With the cause, which shows with {@code --verbose}. */
  public CommandFailedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
