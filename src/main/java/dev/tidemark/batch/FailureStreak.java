package dev.tidemark.batch;

import java.util.List;
import java.util.Optional;

/**
 * Tells bad texts from a bad device: {@value #HOPELESS_AFTER} failures in a row with no success
 * between are not texts, and must not be mistaken for dead letters.
 *
 * <p>Threading notes: safe for use by several threads.
 */
final class FailureStreak {

  static final int HOPELESS_AFTER = 16;

  private int failedInARow;

  /** The verdict after these outcomes of one batch: what ends the loop, if anything does. */
  synchronized <O> Optional<DeviceFailedException> after(List<Outcome<O>> outcomes) {
    Throwable last = null;
    boolean anySuccess = false;
    for (Outcome<O> outcome : outcomes) {
      if (outcome instanceof Outcome.Failed<O> failed) {
        // One failure may stand for several requests (a wrong number of results).
        failedInARow += failed.failure() == last ? 0 : 1;
        last = failed.failure();
      } else {
        anySuccess = true;
        failedInARow = 0;
        last = null;
      }
    }
    if (failedInARow < HOPELESS_AFTER || anySuccess) {
      return Optional.empty();
    }
    return Optional.of(
        new DeviceFailedException(
            "%d requests failed in a row, the last with: %s".formatted(failedInARow, last), last));
  }
}
