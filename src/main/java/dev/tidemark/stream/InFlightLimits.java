package dev.tidemark.stream;

import java.time.Duration;

/**
 * How much a task holds back, and how long it waits for it.
 *
 * <p>All of it must be tagged before a commit can end, and a commit must end within the producer's
 * transaction timeout: what is in flight in all tasks of a device must be seconds of its work, not
 * minutes. 256 KiB are some 60,000 tokens.
 *
 * @param records that a task (an input partition) has in flight; two batches' worth keep the device
 *     busy while a finished one is forwarded
 * @param bytes of their values together; one record may always be in flight, however large
 * @param patience how long one wait may last, at a full queue or before a commit. What takes longer
 *     kills the stream thread, to be retried; must stay below the producer's transaction timeout.
 *     Where single texts take longer than this, both must be raised.
 */
public record InFlightLimits(int records, long bytes, Duration patience) {

  public static final InFlightLimits DEFAULT =
      new InFlightLimits(512, 256L << 10, Duration.ofSeconds(45));

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
