package dev.tidemark.adaptation;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a run is due.
 *
 * @param minCorrections that are new since the last run make one due
 * @param every after so long since the last run, a single new correction does; zero for never
 * @param minInterval between two runs in any case: a run that was turned down is not repeated at
 *     once with one correction more
 */
public record Trigger(int minCorrections, Duration every, Duration minInterval) {

  /** What can make a run due. */
  public enum Kind {
    /** Enough new corrections. */
    COUNT,
    /** Time, and a new correction. */
    TIME,
    /** The texts are no longer what the model was used to, and there is a new correction. */
    DRIFT
  }

  /**
   * A run is due.
   *
   * @param reason for people
   */
  public record Due(Kind kind, String reason) {}

  public Trigger {
    if (minCorrections < 1 || every.isNegative() || minInterval.isNegative()) {
      throw new IllegalArgumentException("no run would ever be due, or one always");
    }
  }

  /**
   * Why a run is due; empty when none is.
   *
   * @param fresh corrections since the last run
   * @param drift how the texts have drifted, for people; empty where they have not
   * @param last when the last run began, or the trainer where there was none
   */
  public Optional<Due> due(int fresh, Optional<String> drift, Instant last, Instant now) {
    Duration since = Duration.between(last, now);
    if (fresh < 1 || since.compareTo(minInterval) < 0) {
      return Optional.empty();
    }
    if (fresh >= minCorrections) {
      return Optional.of(new Due(Kind.COUNT, "%d new corrections".formatted(fresh)));
    }
    if (drift.isPresent()) {
      return Optional.of(
          new Due(Kind.DRIFT, "%s; %d new corrections".formatted(drift.get(), fresh)));
    }
    return !every.isZero() && since.compareTo(every) >= 0
        ? Optional.of(
            new Due(
                Kind.TIME, "%d new corrections, and %s since the last run".formatted(fresh, since)))
        : Optional.empty();
  }
}
