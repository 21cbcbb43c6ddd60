package dev.tidemark.stream;

import java.time.Duration;

/**
 * How running streams are at an instant; for health and metrics.
 *
 * @param state of Kafka Streams, e.g. {@code RUNNING}
 * @param since how long they have been in it
 * @param threadsAlive stream threads that have not died, or were replaced
 * @param partitions assigned to this instance
 * @param wasAssigned whether its first assignment is over; it may have brought none
 */
public record StreamStatus(
    String state, Duration since, int threadsAlive, int partitions, boolean wasAssigned) {

  /** Whether they will never process another record. */
  public boolean isDead() {
    return switch (state) {
      case "ERROR", "PENDING_ERROR", "NOT_RUNNING" -> true;
      default -> false;
    };
  }
}
