package dev.tidemark.ops.metrics;

import dev.tidemark.adaptation.AdaptationMetrics;
import dev.tidemark.adaptation.GateReport;
import dev.tidemark.adaptation.Trigger;
import dev.tidemark.adaptation.drift.DriftReading;
import dev.tidemark.adaptation.guard.AgreementCounts;
import dev.tidemark.adaptation.guard.ShadowReport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** What learning from corrections does, and which models it puts in place of which. */
public final class AdaptationMeters implements AdaptationMetrics {

  private static final String ACCEPTED = "accepted";
  private static final String REJECTED = "rejected";

  static final Figure CORRECTIONS =
      Figure.counter(
          "tidemark.corrections",
          "corrections",
          "Corrections read: accepted as examples, or rejected to the dead letters.",
          "outcome");

  static final Figure RUNS =
      Figure.counter("tidemark.adaptation.runs", "runs", "Training runs that ended.", "outcome");

  static final Figure RUN_TIME =
      Figure.durations("tidemark.adaptation.run", "A training run, with its gate.", "trigger");

  static final Figure RUN_CORRECTIONS =
      Figure.gauge(
          "tidemark.adaptation.run.corrections",
          "corrections",
          "Corrections that the last run learnt from or measured on.");

  static final Figure GATES =
      Figure.counter("tidemark.gate.decisions", "decisions", "Decisions of the gate.", "outcome");

  static final Figure REJECTS_IN_A_ROW =
      Figure.gauge(
          "tidemark.gate.rejects.in.a.row",
          "decisions",
          "Candidates turned down since the last that was let through.");

  static final Figure GATE_F1 =
      Figure.gauge(
          "tidemark.gate.f1.ratio",
          "F1",
          "Micro F1 at the last decision, on held-out corrections or the golden set.",
          "set",
          "of");

  static final Figure P_VALUE =
      Figure.gauge(
          "tidemark.gate.p.value", "probability", "Of the candidate's lead at the last decision.");

  static final Figure SWAPS =
      Figure.durations(
          "tidemark.model.swap", "Fetching, checking, loading and trying out the next model.");

  static final Figure SWAPS_REFUSED =
      Figure.counter(
          "tidemark.model.swaps.refused", "models", "Models that this process could not serve.");

  static final Figure ROLLBACKS =
      Figure.counter(
          "tidemark.model.rollbacks",
          "rollbacks",
          "Times the live model was taken back because corrections agreed more with the former.");

  static final List<Figure> FIGURES =
      Stream.of(
              List.of(
                  CORRECTIONS,
                  RUNS,
                  RUN_TIME,
                  RUN_CORRECTIONS,
                  GATES,
                  REJECTS_IN_A_ROW,
                  GATE_F1,
                  P_VALUE),
              GuardMeters.FIGURES,
              List.of(SWAPS, SWAPS_REFUSED, ROLLBACKS))
          .flatMap(List::stream)
          .toList();

  private final Metrics metrics;
  private final Counter accepted;
  private final Counter rejected;
  private final Counter letThrough;
  private final Counter turnedDown;
  private final AtomicInteger rejectsInARow = new AtomicInteger();
  private final Readings runCorrections;
  private final Readings gateF1;
  private final Readings pValue;
  private final GuardMeters guards;
  private final Timer swaps;
  private final Counter swapsRefused;
  private final Counter rollbacks;

  public AdaptationMeters(Metrics metrics) {
    this.metrics = metrics;
    accepted = metrics.counter(CORRECTIONS, ACCEPTED);
    rejected = metrics.counter(CORRECTIONS, REJECTED);
    for (RunOutcome outcome : RunOutcome.values()) {
      metrics.counter(RUNS, lower(outcome)); // begins at 0, or the first run would be no increase
    }
    for (Trigger.Kind kind : Trigger.Kind.values()) {
      metrics.timer(RUN_TIME, lower(kind));
    }
    letThrough = metrics.counter(GATES, "promoted");
    turnedDown = metrics.counter(GATES, REJECTED);
    metrics.gauge(REJECTS_IN_A_ROW, rejectsInARow::get);
    runCorrections = Readings.of(metrics, RUN_CORRECTIONS, 1);
    gateF1 = Readings.of(metrics, GATE_F1, 4);
    pValue = Readings.of(metrics, P_VALUE, 1);
    guards = new GuardMeters(metrics);
    swaps = metrics.timer(SWAPS);
    swapsRefused = metrics.counter(SWAPS_REFUSED);
    rollbacks = metrics.counter(ROLLBACKS);
  }

  @Override
  public void correctionValidated(boolean isAccepted) {
    (isAccepted ? accepted : rejected).increment();
  }

  @Override
  public void runEnded(RunOutcome outcome, Trigger.Kind trigger, Duration took, int corrections) {
    metrics.counter(RUNS, lower(outcome)).increment();
    metrics.timer(RUN_TIME, lower(trigger)).record(took);
    runCorrections.set(corrections);
  }

  @Override
  public void gateDecided(GateReport report) {
    if (report.promoted()) {
      letThrough.increment();
      rejectsInARow.set(0);
    } else {
      turnedDown.increment();
      rejectsInARow.incrementAndGet();
    }
    gateF1.set(report.corrections().candidate().f1(), "corrections", "candidate");
    gateF1.set(report.corrections().incumbent().f1(), "corrections", "incumbent");
    gateF1.set(report.golden().candidate().f1(), "golden", "candidate");
    gateF1.set(report.golden().incumbent().f1(), "golden", "incumbent");
    pValue.set(report.pValue());
  }

  @Override
  public void agreed(String model, AgreementCounts soFar) {
    guards.agreed(model, soFar);
  }

  @Override
  public void driftMeasured(String model, DriftReading reading) {
    guards.drift(reading);
  }

  @Override
  public void shadowed(String candidate, String incumbent, ShadowReport report) {
    guards.shadowed(report);
  }

  @Override
  public void rolledBack(String from, String to) {
    rollbacks.increment();
  }

  @Override
  public void swapped(String from, String to, Duration took) {
    swaps.record(took);
  }

  @Override
  public void swapRefused(String model, String serving) {
    swapsRefused.increment();
  }

  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
