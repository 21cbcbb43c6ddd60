package dev.tidemark.ops.metrics;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

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
   * @param version asked at each look
   * @param isAlive whether it answers
   * @param device where it runs and in which number format
   */
  public static void bind(
      Metrics metrics, Supplier<String> version, BooleanSupplier isAlive, String device) {
    metrics.info(MODEL, () -> List.of(List.of(version.get(), device)));
    metrics.gauge(ALIVE, () -> isAlive.getAsBoolean() ? 1 : 0);
  }
}
