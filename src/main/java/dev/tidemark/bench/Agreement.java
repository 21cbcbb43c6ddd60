package dev.tidemark.bench;

import dev.tidemark.model.LabelProbabilities;
import dev.tidemark.model.TokenBatch;

/**
 * How far another engine's answers are from ours, padding left out.
 *
 * @param worstLogProbability largest difference of a label's log-probability: that of the logits,
 *     but for a constant per token which changes nothing
 * @param meanProbability mean difference of a label's probability
 */
public record Agreement(double worstLogProbability, double meanProbability) {

  /** Compares one batch. */
  public static Agreement of(LabelProbabilities ours, float[] logits, TokenBatch batch) {
    int labels = ours.labels();
    if (logits.length != ours.values().length) {
      return new Agreement(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
    }
    double worst = 0;
    double sum = 0;
    long count = 0;
    for (int row = 0; row < batch.rows(); row++) {
      for (int place = 0; place < batch.lengths()[row]; place++) {
        int at = (row * batch.length() + place) * labels;
        double normaliser = logSumExp(logits, at, labels);
        for (int label = 0; label < labels; label++) {
          double theirs = logits[at + label] - normaliser;
          double probability = ours.values()[at + label];
          double difference = Math.abs(Math.log(probability) - theirs);
          // NaN is no agreement.
          worst = Math.max(worst, Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference);
          sum += Math.abs(probability - Math.exp(theirs));
          count++;
        }
      }
    }
    return new Agreement(worst, sum / count);
  }

  private static double logSumExp(float[] logits, int at, int labels) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int label = 0; label < labels; label++) {
      largest = Math.max(largest, logits[at + label]);
    }
    double sum = 0;
    for (int label = 0; label < labels; label++) {
      sum += Math.exp(logits[at + label] - largest);
    }
    return largest + Math.log(sum);
  }
}
