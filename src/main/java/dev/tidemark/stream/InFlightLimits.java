package dev.tidemark.stream;

import java.time.Duration;

/**
 * How much a task holds back, and how long it waits for it.
 *
 * <p>All of it must be tagged before a commit can end, and a commit must end within the producer's
 * transaction timeout. How much the tagger has queued in tokens, for all tasks together, is its own
 * to bound; these limits are for what a task keeps beside that: records whose results wait for an
 * earlier one's.
 *
 * @param records that a task (an input partition) has in flight
 * @param bytes of their values together; one record may always be in flight, however large
 * @param patience how long one wait may last, at a full queue or before a commit. What takes longer
 *     kills the stream thread, to be retried; must stay below the producer's transaction timeout.
 *     Where single texts take longer than this, both must be raised.
 */
public record InFlightLimits(int records, long bytes, Duration patience) {

  public static final InFlightLimits DEFAULT =
      new InFlightLimits(4000, 4L << 20, Duration.ofSeconds(45));

  public InFlightLimits {
    if (records < 1) {
      throw new IllegalArgumentException(
          records + " records in flight are too few, at least 1 is needed");
    }
    if (bytes < 1) {
      throw new IllegalArgumentException(
          bytes + " bytes in flight are too few, at least 1 is needed");
    }
    if (patience.isNegative() || patience.isZero()) {
      throw new IllegalArgumentException("patience is " + patience + ", it must be positive");
    }
  }
}
