package dev.tidemark.adaptation;

import dev.tidemark.adaptation.drift.DriftReading;
import dev.tidemark.adaptation.guard.AgreementCounts;
import dev.tidemark.adaptation.guard.ShadowReport;
import java.time.Duration;

/**
 * Counts what learning from corrections does. Ids and numbers only: no text comes here. What is
 * called "so far" is a total, also after a restart or when another trainer takes over, so it is to
 * be set, not added up; everything else happened once.
 *
 * <p>Threading notes: called by the trainer's thread, by stream threads ({@link
 * #correctionValidated}) and by the thread that swaps models; implementations are safe for that,
 * and short.
 */
public interface AdaptationMetrics {

  /** Counts nothing. */
  AdaptationMetrics NONE = new AdaptationMetrics() {};

  /** How a run ended. */
  enum RunOutcome {
    PROMOTED,
    /** By the gate or in the shadow period; the incumbent stays. */
    REJECTED,
    /** It is tried again. */
    FAILED
  }

  /**
   * A record of {@code corrections} was read.
   *
   * @param accepted whether it became an example (or withdrew one), and no dead letter
   */
  default void correctionValidated(boolean accepted) {}

  /**
   * A training run has ended.
   *
   * @param trigger what made it due
   * @param took all of it
   * @param corrections that it learnt from or measured on
   */
  default void runEnded(RunOutcome outcome, Trigger.Kind trigger, Duration took, int corrections) {}

  /** The gate has decided: {@link GateReport#promoted}, the lead and the p-value are there. */
  default void gateDecided(GateReport report) {}

  /**
   * Answers of a version were held against people's corrections.
   *
   * @param model the version, e.g. {@code news@3}
   * @param soFar all that is known of it
   */
  default void agreed(String model, AgreementCounts soFar) {}

  /**
   * A window of live records was measured.
   *
   * @param model that tagged them
   */
  default void driftMeasured(String model, DriftReading reading) {}

  /** A candidate has tagged live texts beside the incumbent. */
  default void shadowed(String candidate, String incumbent, ShadowReport report) {}

  /** The live model was taken back because corrections agree more with the former one. */
  default void rolledBack(String from, String to) {}

  /**
   * This process serves another model.
   *
   * @param took to fetch, check, load and try it out
   */
  default void swapped(String from, String to, Duration took) {}

  /** This process cannot serve a model that was promoted. */
  default void swapRefused(String model, String serving) {}
}
