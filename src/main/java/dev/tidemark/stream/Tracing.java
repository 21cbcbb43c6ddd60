package dev.tidemark.stream;

import dev.tidemark.inference.Tagging;
import org.apache.kafka.common.header.Headers;

/**
 * Carries the traces that records belong to through the tagging: what follows a result has
 * Tidemark's part as its parent. Never told a text.
 *
 * <p>Threading notes: called by all stream threads; a {@link Leg} by one of them.
 */
@FunctionalInterface
public interface Tracing {

  /** Headers go from input to output as they are. */
  Tracing OFF = (headers, source, since) -> Leg.NONE;

  /**
   * A record was taken in.
   *
   * @param input its headers, not to be changed
   * @param since {@code System.nanoTime()} of that
   * @return {@link Leg#NONE} where it belongs to no trace
   */
  Leg begin(Headers input, SourceOffset source, long since);

  /** The way of one record; one that is given up says nothing any more. */
  interface Leg {

    Leg NONE = new Leg() {};

    /**
     * Its result goes out.
     *
     * @param output the result's headers, which hold the input's; what the trace needs is put there
     */
    default void tagged(Headers output, Tagging tagging) {}

    /** It goes to the dead letters. */
    default void deadLettered(Headers output, DeadLetters.Stage stage) {}
  }
}
