package dev.tidemark.ops.metrics;

import dev.tidemark.inference.SwappableTagger;
import java.util.List;

/** Which model serves. */
public final class ModelMeters {

  static final Figure MODEL =
      Figure.info(
          "tidemark.model",
          "The model that finds entities at present, and where it runs.",
          "version",
          "device");

  static final Figure ALIVE =
      Figure.gauge(
          "tidemark.model.alive", "0 or 1", "Whether the live model answers: its workers live.");

  static final List<Figure> FIGURES = List.of(MODEL, ALIVE);

  private ModelMeters() {}

  /**
   * Reports from now on.
   *
   * @param device where it runs and in which number format
   */
  public static void bind(Metrics metrics, SwappableTagger tagger, String device) {
    metrics.info(MODEL, () -> List.of(List.of(tagger.version(), device)));
    metrics.gauge(ALIVE, () -> tagger.isAlive() ? 1 : 0);
  }
}
