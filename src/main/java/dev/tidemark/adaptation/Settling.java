package dev.tidemark.adaptation;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Corrections come in bursts: a file is read in, or somebody works through a list. A run that began
 * with the first of them would learn from a part, and the rest would wait for the next. So a run
 * that is due waits until none has arrived for a while; but not for ever, since a team of
 * annotators never rests.
 *
 * <p>Threading notes: one thread.
 */
public final class Settling {

  /** Times the quiet that is waited for. */
  private static final int PATIENCE = 10;

  private final Duration quiet;
  private @Nullable Instant dueSince;

  /**
   * @param quiet so long none must have arrived; zero does not wait
   */
  public Settling(Duration quiet) {
    this.quiet = quiet;
  }

  /**
   * The run that is due, once it may begin.
   *
   * @param due by its trigger
   * @param newest when the newest correction arrived
   */
  public Optional<Trigger.Due> settled(Optional<Trigger.Due> due, Instant newest, Instant now) {
    if (due.isEmpty()) {
      dueSince = null;
      return due;
    }
    Instant since = dueSince == null ? now : dueSince;
    boolean settled =
        !now.isBefore(newest.plus(quiet))
            || !now.isBefore(since.plus(quiet.multipliedBy(PATIENCE)));
    dueSince = settled ? null : since;
    return settled ? due : Optional.empty();
  }
}
