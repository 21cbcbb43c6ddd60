package dev.tidemark.app.ingest;

import java.time.Instant;

/**
 * A clock that stands still but when somebody waits for it, so that a day takes as long as its
 * work.
 *
 * <p>Threading notes: one thread waits, any may look.
 */
final class VirtualTime implements Timekeeper {

  private volatile Instant now;
  private volatile Instant stop = Instant.MAX;

  VirtualTime(Instant begin) {
    this.now = begin;
  }

  /** The work ends at this time; a later one lets it go on. */
  void stopAt(Instant end) {
    stop = end;
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public boolean stopped() {
    return now.isAfter(stop);
  }

  @Override
  public boolean await(Instant due) {
    if (due.isAfter(stop)) {
      now = stop;
      return false;
    }
    if (due.isAfter(now)) {
      now = due;
    }
    return true;
  }
}
