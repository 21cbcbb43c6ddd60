package dev.tidemark.app.guard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.adaptation.AdaptationMetrics;
import dev.tidemark.adaptation.drift.DriftDetector;
import dev.tidemark.adaptation.drift.DriftSettings;
import dev.tidemark.adaptation.drift.TextWindow;
import dev.tidemark.adaptation.drift.WordLoss;
import dev.tidemark.text.EntitySpan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the texts that the live model tags. One record on {@code model-events} ({@code
 * drift/ALIAS}) holds its baseline, so that a trainer that was started again, or another one, goes
 * on with it.
 *
 * <p>Drift makes a run due once: what a run could not mend it is not asked to mend again, until the
 * texts were as before in between, or another model is live.
 *
 * <p>Threading notes: one thread, that of the active trainer.
 */
public final class DriftWatch {

  private static final Logger LOG = LoggerFactory.getLogger(DriftWatch.class);

  private final DriftSettings settings;
  private final Duration pause;
  private final Function<String, WordLoss> wordLoss;
  private final AdaptationMetrics metrics;
  private final Consumer<ObjectNode> events;
  private @Nullable DriftRecord known;
  private @Nullable String watched;
  private DriftDetector detector;
  private Instant notBefore = Instant.MIN;
  private boolean spent;

  /**
   * @param pause between two windows
   * @param wordLoss of a version
   * @param events takes the record when it changes
   */
  public DriftWatch(
      DriftSettings settings,
      Duration pause,
      Function<String, WordLoss> wordLoss,
      AdaptationMetrics metrics,
      Consumer<ObjectNode> events) {
    this.settings = settings;
    this.pause = pause;
    this.wordLoss = wordLoss;
    this.metrics = metrics;
    this.events = events;
    this.detector = new DriftDetector(settings, WordLoss.NONE, null);
  }

  /** Goes on where somebody stopped. */
  public void recall(byte @Nullable [] record) {
    known = DriftRecord.parse(record);
    watched = null;
  }

  /** Texts that are passed over: a window that has begun does not go on after them. */
  public boolean isPausing(Instant now) {
    return now.isBefore(notBefore);
  }

  /**
   * Takes a tagged text.
   *
   * @param live the version that serves; what others have tagged says nothing of it
   * @param model that tagged this text
   */
  public void add(String live, String model, String text, List<EntitySpan> entities, Instant now) {
    if (!live.equals(watched)) {
      watch(live);
    }
    if (!model.equals(live) || isPausing(now)) {
      return;
    }
    boolean drifted = detector.drift().isPresent();
    if (!detector.add(text, entities)) {
      return;
    }
    notBefore = now.plus(pause);
    detector.readings().forEach(reading -> metrics.driftMeasured(live, reading));
    TextWindow baseline = detector.baseline().orElseThrow();
    boolean first = known == null || !known.model().equals(live);
    Optional<String> drift = detector.drift();
    if (drift.isEmpty()) {
      spent = false;
    }
    if (first || drifted != drift.isPresent()) {
      LOG.info(
          "{}: {}",
          live,
          drift.orElse(first ? "its first texts are measured" : "the texts are as before"));
      known = new DriftRecord(live, baseline, detector.readings());
      events.accept(known.json());
    }
  }

  private void watch(String live) {
    watched = live;
    spent = false;
    notBefore = Instant.MIN;
    DriftRecord last = known;
    detector =
        new DriftDetector(
            settings,
            wordLoss.apply(live),
            last != null && last.model().equals(live) ? last.baseline() : null);
  }

  /** What drifts and was not answered by a run yet, for people. */
  public Optional<String> drift() {
    return spent ? Optional.empty() : detector.drift();
  }

  /** A run has begun: it is what can be done about the drift. */
  public void answered() {
    spent = true;
  }
}
