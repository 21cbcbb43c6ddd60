package dev.tidemark.stream;

import dev.tidemark.inference.Tagging;
import java.time.Duration;

/**
 * Counts what passes through the topology. An operator can alarm on the balance
 *
 * <pre>received = tagged + deadLettered + abandoned + in flight</pre>
 *
 * <p>These count work, not outcomes: a record forwarded in a transaction that was then aborted is
 * received again.
 *
 * <p>Threading notes: called by all stream threads; implementations are safe for that, and short.
 */
public interface StreamMetrics {

  /** Counts nothing. */
  StreamMetrics NONE = new StreamMetrics() {};

  /** A record was taken from the input. */
  default void received() {}

  /**
   * A result was forwarded to the output.
   *
   * @param timestamp of the record, milliseconds since 1970
   * @param inFlight since the record was taken in
   */
  default void tagged(Tagging tagging, long timestamp, Duration inFlight) {}

  /** A record was forwarded to the dead letters. */
  default void deadLettered(DeadLetters.Stage stage) {}

  /** Records were given up unanswered, because their task was closed; they will be read again. */
  default void abandoned(int records) {}
}
