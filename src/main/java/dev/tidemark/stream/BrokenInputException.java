package dev.tidemark.stream;

import org.jspecify.annotations.Nullable;

/**
 * An input record that holds no text to tag, or nothing to learn from; the message says why, for
 * the dead letter's reader.
 */
public final class BrokenInputException extends RuntimeException {

  BrokenInputException(String reason) {
    super(reason);
  }

  BrokenInputException(String reason, @Nullable Throwable cause) {
    super(reason, cause);
  }
}
