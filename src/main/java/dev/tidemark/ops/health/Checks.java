package dev.tidemark.ops.health;

import dev.tidemark.stream.GroupProgress;
import dev.tidemark.stream.StreamStatus;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What health looks at, each a function of plain values. */
public final class Checks {

  private Checks() {}

  /** The live model answers; once its workers are dead they stay so. */
  public static Supplier<Verdict> model(Supplier<String> version, BooleanSupplier isAlive) {
    return () ->
        isAlive.getAsBoolean()
            ? Verdict.ok(version.get() + " serves")
            : Verdict.bad("the workers of " + version.get() + " are dead; see the log");
  }

  /** Something with a thread of its own is at work. */
  public static Supplier<Verdict> thread(String name, BooleanSupplier isAlive) {
    return () ->
        isAlive.getAsBoolean()
            ? Verdict.ok(name + " runs")
            : Verdict.bad(name + " has ended; see the log");
  }

  /** The streams process records, or will again by themselves. */
  public static Supplier<Verdict> alive(Supplier<StreamStatus> streams) {
    return () -> {
      StreamStatus status = streams.get();
      return new Verdict(!status.isDead(), said(status));
    };
  }

  /**
   * Partitions are assigned and read.
   *
   * @param longest a rebalance may take; the first assignment is waited for in any case
   */
  public static Supplier<Verdict> reading(Supplier<StreamStatus> streams, Duration longest) {
    return () -> {
      StreamStatus status = streams.get();
      if (status.state().equals("RUNNING")) {
        return Verdict.ok(said(status));
      }
      if (!status.wasAssigned()) {
        return Verdict.bad(said(status) + "; no partitions have been assigned yet");
      }
      boolean patient =
          status.state().equals("REBALANCING") && status.since().compareTo(longest) <= 0;
      return new Verdict(patient, said(status));
    };
  }

  /**
   * What there is to read is not too far behind.
   *
   * @param most records behind, over all partitions; 0 for any number
   */
  public static Supplier<Verdict> lag(GroupProgress progress, long most) {
    return () -> {
      Map<Integer, Long> lags = progress.lags();
      long behind = lags.values().stream().mapToLong(Long::longValue).sum();
      if (most == 0) {
        return Verdict.ok(behind + " records behind; no bound is set");
      }
      if (lags.isEmpty()) {
        return Verdict.bad("the lag is not known yet");
      }
      return new Verdict(
          behind <= most, "%d records behind, %d are allowed".formatted(behind, most));
    };
  }

  private static String said(StreamStatus status) {
    return "%s for %d s, %d threads, %d partitions"
        .formatted(
            status.state(), status.since().toSeconds(), status.threadsAlive(), status.partitions());
  }
}
