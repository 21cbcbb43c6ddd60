package dev.tidemark.training.metrics;

/**
 * How well the entities of one type, or of several taken together, were found.
 *
 * @param precision share of the predicted entities that are right; 0 when none was predicted
 * @param recall share of the true entities that were found; 0 when there is none
 * @param f1 harmonic mean of the two; 0 when both are 0
 * @param support how many true entities there are
 */
public record TypeScore(double precision, double recall, double f1, long support) {

  static TypeScore of(long correct, long predicted, long support) {
    double precision = predicted == 0 ? 0 : (double) correct / predicted;
    double recall = support == 0 ? 0 : (double) correct / support;
    double f1 = correct == 0 ? 0 : 2 * precision * recall / (precision + recall);
    return new TypeScore(precision, recall, f1, support);
  }
}
