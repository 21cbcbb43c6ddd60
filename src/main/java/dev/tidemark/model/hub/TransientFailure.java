package dev.tidemark.model.hub;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A request failed in a way that a later one may not. */
final class TransientFailure extends Exception {

  /** What the server asked for ({@code Retry-After}); null where it did not. */
  final transient @Nullable Duration retryAfter;

  TransientFailure(String message, @Nullable Duration retryAfter, @Nullable Throwable cause) {
    super(message, cause);
    this.retryAfter = retryAfter;
  }
}
