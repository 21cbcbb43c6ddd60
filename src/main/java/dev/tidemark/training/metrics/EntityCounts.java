package dev.tidemark.training.metrics;

/**
 * Entities of one sentence, or of many, counted.
 *
 * @param correct found where they are, of the right type
 * @param predicted found at all
 * @param actual there to be found
 */
public record EntityCounts(long correct, long predicted, long actual) {

  public static final EntityCounts NONE = new EntityCounts(0, 0, 0);

  public EntityCounts plus(EntityCounts other) {
    return new EntityCounts(
        correct + other.correct, predicted + other.predicted, actual + other.actual);
  }

  /** Micro F1; 0 where nothing is right. */
  public double f1() {
    return score().f1();
  }

  public TypeScore score() {
    return TypeScore.of(correct, predicted, actual);
  }
}
