package dev.tidemark.adaptation.drift;

import dev.tidemark.text.EntitySpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Watches one model: the first texts that it tags are its baseline, and each window of as many
 * after them is compared with that. So a model is measured by its own standard, and a new one
 * begins anew.
 *
 * <p>Windows do not overlap: a reading is new evidence each time, and costs the model nothing but
 * the guessing of some hidden words.
 *
 * <p>Threading notes: one thread.
 */
public final class DriftDetector {

  /** Below so many entities a mean or a mix says nothing. */
  private static final int FEWEST_ENTITIES = 100;

  /** The loss on hidden words needs no more texts than these: each hides about a seventh. */
  private static final int MOST_WORD_TEXTS = 100;

  private final DriftSettings settings;
  private final WordLoss wordLoss;
  private @Nullable TextWindow baseline;
  private List<DriftReading> readings = List.of();
  private int texts;
  private double scores;
  private final Map<String, Long> types = new TreeMap<>();
  private final List<String> sample = new ArrayList<>();

  /**
   * @param baseline measured before; null to measure it on the next texts
   */
  public DriftDetector(DriftSettings settings, WordLoss wordLoss, @Nullable TextWindow baseline) {
    this.settings = settings;
    this.wordLoss = wordLoss;
    this.baseline = baseline;
  }

  /**
   * Takes a tagged text.
   *
   * @return whether it was the last of the baseline or of a window, so that there is something new
   *     to see
   */
  public boolean add(String text, List<EntitySpan> entities) {
    texts++;
    for (EntitySpan entity : entities) {
      scores += entity.score();
      types.merge(entity.type(), 1L, Long::sum);
    }
    if (texts * (long) MOST_WORD_TEXTS / settings.texts() > sample.size()) {
      sample.add(text); // evenly over the window
    }
    if (texts < settings.texts()) {
      return false;
    }
    TextWindow window =
        new TextWindow(
            texts,
            scores,
            types,
            settings.words() > 0 ? wordLoss.of(List.copyOf(sample)) : WordLoss.NONE.of(sample));
    clear();
    if (baseline == null) {
      baseline = window;
    } else {
      readings = compare(baseline, window);
    }
    return true;
  }

  private void clear() {
    texts = 0;
    scores = 0;
    types.clear();
    sample.clear();
  }

  /** What the model is measured by; empty until that is known. */
  public Optional<TextWindow> baseline() {
    return Optional.ofNullable(baseline);
  }

  /** Of the last window; those signals only that could be measured. */
  public List<DriftReading> readings() {
    return readings;
  }

  /** What drifts according to the last window, for people; empty where nothing does. */
  public Optional<String> drift() {
    List<String> drifting =
        readings.stream().filter(DriftReading::drifting).map(DriftReading::toString).toList();
    return drifting.isEmpty()
        ? Optional.empty()
        : Optional.of("the texts have drifted: " + String.join(", ", drifting));
  }

  private List<DriftReading> compare(TextWindow before, TextWindow now) {
    List<DriftReading> all = new ArrayList<>();
    if (before.entities() >= FEWEST_ENTITIES && now.entities() >= FEWEST_ENTITIES) {
      if (settings.confidence() > 0) {
        double was = before.confidence();
        double is = now.confidence();
        all.add(
            new DriftReading(
                DriftSignal.CONFIDENCE,
                was,
                is,
                settings.confidence(),
                was - is > settings.confidence()));
      }
      if (settings.types() > 0) {
        double index = before.stabilityIndex(now);
        all.add(
            new DriftReading(
                DriftSignal.TYPES, 0, index, settings.types(), index > settings.types()));
      }
    }
    if (before.wordLoss().isPresent() && now.wordLoss().isPresent()) {
      double was = before.wordLoss().getAsDouble();
      double is = now.wordLoss().getAsDouble();
      all.add(
          new DriftReading(
              DriftSignal.WORDS, was, is, settings.words(), is - was > settings.words()));
    }
    return List.copyOf(all);
  }
}
