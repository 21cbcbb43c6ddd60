package dev.tidemark.ops.metrics;

import dev.tidemark.adaptation.drift.DriftReading;
import dev.tidemark.adaptation.guard.AgreementCounts;
import dev.tidemark.adaptation.guard.ShadowReport;
import java.util.List;

/** What watches over the live model: people's agreement, drift, the candidate's shadow period. */
final class GuardMeters {

  private static final int MOST_MODELS = 20;
  private static final int MOST_SIGNALS = 16;

  static final Figure AGREEMENT =
      Figure.gauge(
          "tidemark.agreement.f1.ratio",
          "F1",
          "A version's answers against people's corrections of them, all so far.",
          "model");

  static final Figure AGREEMENT_TEXTS =
      Figure.gauge(
          "tidemark.agreement.texts", "texts", "Texts that this was measured on.", "model");

  static final Figure AGREEMENT_ENTITIES =
      Figure.gauge(
          "tidemark.agreement.entities",
          "entities",
          "What people did with a version's entities: kept, changed, removed, added.",
          "model",
          "done");

  static final Figure DRIFT =
      Figure.gauge("tidemark.drift.value", "as the signal", "A signal's last value.", "signal");

  static final Figure DRIFT_BASELINE =
      Figure.gauge(
          "tidemark.drift.baseline", "as the signal", "When the model went live.", "signal");

  static final Figure DRIFT_THRESHOLD =
      Figure.gauge(
          "tidemark.drift.threshold",
          "as the signal",
          "How far the value may be from the baseline.",
          "signal");

  static final Figure DRIFTING =
      Figure.gauge("tidemark.drifting", "0 or 1", "Whether the last value was farther.", "signal");

  static final Figure SHADOW =
      Figure.gauge(
          "tidemark.shadow.disagreement.ratio",
          "share",
          "Entities of the incumbent that the last candidate takes away or changes on live texts.");

  static final Figure SHADOW_TEXTS =
      Figure.gauge("tidemark.shadow.texts", "texts", "Texts that this was measured on.");

  static final List<Figure> FIGURES =
      List.of(
          AGREEMENT,
          AGREEMENT_TEXTS,
          AGREEMENT_ENTITIES,
          DRIFT,
          DRIFT_BASELINE,
          DRIFT_THRESHOLD,
          DRIFTING,
          SHADOW,
          SHADOW_TEXTS);

  private final Readings agreement;
  private final Readings agreementTexts;
  private final Readings agreementEntities;
  private final Readings drift;
  private final Readings driftBaseline;
  private final Readings driftThreshold;
  private final Readings drifting;
  private final Readings shadow;
  private final Readings shadowTexts;

  GuardMeters(Metrics metrics) {
    agreement = Readings.of(metrics, AGREEMENT, MOST_MODELS);
    agreementTexts = Readings.of(metrics, AGREEMENT_TEXTS, MOST_MODELS);
    agreementEntities = Readings.of(metrics, AGREEMENT_ENTITIES, 4 * MOST_MODELS);
    drift = Readings.of(metrics, DRIFT, MOST_SIGNALS);
    driftBaseline = Readings.of(metrics, DRIFT_BASELINE, MOST_SIGNALS);
    driftThreshold = Readings.of(metrics, DRIFT_THRESHOLD, MOST_SIGNALS);
    drifting = Readings.of(metrics, DRIFTING, MOST_SIGNALS);
    shadow = Readings.of(metrics, SHADOW, 1);
    shadowTexts = Readings.of(metrics, SHADOW_TEXTS, 1);
  }

  void agreed(String model, AgreementCounts soFar) {
    agreement.set(soFar.total().f1(), model);
    agreementTexts.set(soFar.texts(), model);
    agreementEntities.set(soFar.kept(), model, "kept");
    agreementEntities.set(soFar.changed(), model, "changed");
    agreementEntities.set(soFar.removed(), model, "removed");
    agreementEntities.set(soFar.added(), model, "added");
  }

  void drift(DriftReading reading) {
    String signal = AdaptationMeters.lower(reading.signal());
    drift.set(reading.value(), signal);
    driftBaseline.set(reading.baseline(), signal);
    driftThreshold.set(reading.threshold(), signal);
    drifting.set(reading.drifting() ? 1 : 0, signal);
  }

  void shadowed(ShadowReport report) {
    shadow.set(report.disagreement());
    shadowTexts.set(report.texts());
  }
}
