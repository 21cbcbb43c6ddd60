package dev.tidemark.app.ingest;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What came of asking for a feed. */
sealed interface FeedAnswer {

  /**
   * A document.
   *
   * @param fresh how long HTTP says it stays good, null for nothing
   */
  record Document(
      byte[] body,
      @Nullable String contentType,
      FeedState.Validators validators,
      @Nullable Duration fresh)
      implements FeedAnswer {}

  /** Nothing has changed since the last document. */
  record Unchanged(@Nullable Duration fresh) implements FeedAnswer {}

  /**
   * No document this time.
   *
   * @param reason for a person, without payload
   * @param retryAfter what the server asks for, null for nothing
   */
  record Failed(String reason, @Nullable Duration retryAfter) implements FeedAnswer {}
}
