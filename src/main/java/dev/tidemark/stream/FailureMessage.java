package dev.tidemark.stream;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A chain of exceptions in one line, for the log and the user.
 *
 * <p>Tidemark's own exceptions say where it happened and what to do, so all of theirs are told,
 * from the outermost in; then the reason that a library gave further down. What a library wrapped
 * around ours (Kafka Streams: "Exception caught in process …") only repeats it. Without any of ours
 * the innermost message is the best there is.
 */
final class FailureMessage {

  private static final String OURS = "dev.tidemark.";

  /** Causes may go round in circles. */
  private static final int DEEPEST = 50;

  private FailureMessage() {}

  /** For instance {@code tagging failed at texts-0@17: the device is gone}. */
  static String of(Throwable thrown) {
    StringBuilder line = new StringBuilder();
    Throwable reason = null;
    Throwable last = thrown;
    for (Throwable t : chain(thrown)) {
      last = t;
      String message = message(t);
      if (message == null) {
        continue;
      }
      if (t.getClass().getName().startsWith(OURS)) {
        add(line, message, message);
        reason = null; // what was wrapped around this
      } else {
        reason = t;
      }
    }
    if (reason != null) {
      String message = String.valueOf(message(reason));
      add(line, reason.getClass().getSimpleName() + ": " + message, message);
    }
    return line.isEmpty() ? last.getClass().getSimpleName() : line.toString();
  }

  private static List<Throwable> chain(Throwable thrown) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable t = thrown; t != null && chain.size() < DEEPEST; t = t.getCause()) {
      chain.add(t);
    }
    return chain;
  }

  /** Nothing is said twice: some messages quote their cause's. */
  private static void add(StringBuilder line, String part, String unlessSaid) {
    if (line.indexOf(unlessSaid) < 0) {
      line.append(line.isEmpty() ? "" : ": ").append(part);
    }
  }

  /** In one line, or null if there is none. */
  private static @Nullable String message(Throwable thrown) {
    String message = thrown.getMessage();
    return message == null || message.isBlank()
        ? null
        : message.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
