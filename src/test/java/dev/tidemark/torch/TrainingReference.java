package dev.tidemark.torch;

import static java.util.Objects.requireNonNull;

import dev.tidemark.testing.TinyBert;
import dev.tidemark.training.LabelledBatch;
import dev.tidemark.training.OptimizerSettings;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Training in double precision: the loss by its definition, its gradient by finite differences (no
 * backward pass that could share an error with anybody's), AdamW from its paper (Loshchilov &amp;
 * Hutter, 2019, algorithm 2).
 */
final class TrainingReference {

  private static final double BETA1 = 0.9;
  private static final double BETA2 = 0.999;
  private static final double EPSILON = 1e-8;
  private static final double STEP = 1e-5;

  private final BertReference model;
  private final double labelSmoothing;
  private final Map<String, double[]> m = new LinkedHashMap<>();
  private final Map<String, double[]> v = new LinkedHashMap<>();
  private int steps;

  TrainingReference(TinyBert tiny, double labelSmoothing) {
    this(new BertReference(tiny), labelSmoothing);
  }

  TrainingReference(BertReference model, double labelSmoothing) {
    this.model = model;
    this.labelSmoothing = labelSmoothing;
    model.weights.forEach((name, values) -> m.put(name, new double[values.length]));
    model.weights.forEach((name, values) -> v.put(name, new double[values.length]));
  }

  Map<String, double[]> weights() {
    return model.weights;
  }

  /**
   * −log p of the right label, averaged over the labelled tokens, each weighted as its row. With
   * smoothing, a share of the target is spread evenly over all labels.
   */
  double loss(LabelledBatch batch) {
    double sum = 0;
    double weights = 0;
    int length = batch.tokens().length();
    for (int row = 0; row < batch.tokens().rows(); row++) {
      double[][] probabilities = model.probabilities(batch.tokens(), row);
      for (int place = 0; place < length; place++) {
        int label = batch.labels()[row * length + place];
        if (label == -100) {
          continue;
        }
        double[] p = probabilities[place];
        double loss = -(1 - labelSmoothing) * Math.log(p[label]);
        for (double other : p) {
          loss -= labelSmoothing / p.length * Math.log(other);
        }
        sum += batch.weights()[row] * loss;
        weights += batch.weights()[row];
      }
    }
    return sum / weights;
  }

  /** Slope of the loss along every single weight. */
  Map<String, double[]> gradient(LabelledBatch batch) {
    Map<String, double[]> gradient = new LinkedHashMap<>();
    model.weights.forEach(
        (name, values) -> {
          double[] slopes = new double[values.length];
          for (int i = 0; i < values.length; i++) {
            double value = values[i];
            values[i] = value + STEP;
            double above = loss(batch);
            values[i] = value - STEP;
            double below = loss(batch);
            values[i] = value;
            slopes[i] = (above - below) / (2 * STEP);
          }
          gradient.put(name, slopes);
        });
    return gradient;
  }

  static double norm(Map<String, double[]> gradient) {
    double squares = 0;
    for (double[] values : gradient.values()) {
      for (double value : values) {
        squares += value * value;
      }
    }
    return Math.sqrt(squares);
  }

  /**
   * One step of AdamW on a gradient, clipped to a global norm as torch's clip_grad_norm_ does.
   *
   * @param rate of each tensor, the schedule's share included
   */
  void step(Map<String, double[]> gradient, Map<String, Double> rate, OptimizerSettings settings) {
    steps++;
    double clip =
        settings.maxGradientNorm() == 0
            ? 1
            : Math.min(1, settings.maxGradientNorm() / (norm(gradient) + 1e-6));
    model.weights.forEach(
        (name, weights) -> {
          double lr = requireNonNull(rate.get(name), name);
          boolean decays = !name.endsWith(".bias") && !name.contains("LayerNorm");
          double[] g = requireNonNull(gradient.get(name), name);
          double[] first = requireNonNull(m.get(name), name);
          double[] second = requireNonNull(v.get(name), name);
          for (int i = 0; i < weights.length; i++) {
            first[i] = BETA1 * first[i] + (1 - BETA1) * clip * g[i];
            second[i] = BETA2 * second[i] + (1 - BETA2) * clip * g[i] * clip * g[i];
            double mean = first[i] / (1 - Math.pow(BETA1, steps));
            double spread = Math.sqrt(second[i] / (1 - Math.pow(BETA2, steps)));
            weights[i] -= decays ? lr * settings.weightDecay() * weights[i] : 0;
            weights[i] -= lr * mean / (spread + EPSILON);
          }
        });
  }
}
