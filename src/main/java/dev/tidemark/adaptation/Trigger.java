package dev.tidemark.adaptation;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a run is due.
 *
 * @param minCorrections that are new since the last run make one due
 * @param every after so long since the last run, a single new correction does; zero for never
 * @param minInterval between the beginnings of two runs in any case: one that was turned down is
 *     not repeated at once with one correction more
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
   * @param lastRun when the last run began; empty where there was none
   * @param watchedSince when this trainer began; counts where there was no run
   */
  public Optional<Due> due(
      int fresh,
      Optional<String> drift,
      Optional<Instant> lastRun,
      Instant watchedSince,
      Instant now) {
    boolean tooSoon =
        lastRun.isPresent() && Duration.between(lastRun.get(), now).compareTo(minInterval) < 0;
    if (fresh < 1 || tooSoon) {
      return Optional.empty();
    }
    Duration since = Duration.between(lastRun.orElse(watchedSince), now);
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
                Kind.TIME,
                "%d new corrections, and none was learnt from for %s".formatted(fresh, since)))
        : Optional.empty();
  }
}
