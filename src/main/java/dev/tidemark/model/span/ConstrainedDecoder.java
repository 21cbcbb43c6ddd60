package dev.tidemark.model.span;

import dev.tidemark.model.LabelSet;
import java.util.Arrays;
import java.util.Map;

/**
 * The likeliest sequence of labels among those that IOB2 allows, found by Viterbi's algorithm: an
 * {@code I-X} only ever follows {@code B-X} or {@code I-X}. Where the model is torn, an entity thus
 * gets one type and a proper start, decided by all its tokens together instead of one at a time.
 *
 * <p>Not for models trained on IOB1 labels (some CoNLL-2003 models): they begin entities with
 * {@code I-}, which cannot be seen from the label names, and would lose entities here.
 *
 * <p><em>Threading notes:</em> immutable; any number of threads may share one.
 */
public final class ConstrainedDecoder {

  /**
   * Softmax in half precision yields zeros, and log 0 would make all sequences through a step
   * equally impossible; below this, a label is as unlikely as it gets.
   */
  static final float SMALLEST_PROBABILITY = 1e-30f;

  private static final int NO_LABEL = -1;

  /** For I-X the label B-X; for every other label none. */
  private final int[] beginOf;

  /** For B-X the label I-X, and the reverse; none for O, and for a B-X that has no I-X. */
  private final int[] twin;

  /**
   * @throws IllegalArgumentException unless the labels are {@code O}, {@code B-X} and {@code I-X},
   *     with a {@code B-X} for each {@code I-X}
   */
  public ConstrainedDecoder(LabelSet labels) {
    beginOf = new int[labels.size()];
    twin = new int[labels.size()];
    Arrays.fill(beginOf, NO_LABEL);
    Arrays.fill(twin, NO_LABEL);
    Map<String, Integer> ids = labels.ids();
    if (!ids.containsKey("O")) {
      throw refusal(labels, "there is no O");
    }
    for (int label = 0; label < labels.size(); label++) {
      String name = labels.name(label);
      if (name.startsWith("I-")) {
        Integer begin = ids.get("B-" + name.substring(2));
        if (begin == null) {
          throw refusal(labels, "%s has no B-%s".formatted(name, name.substring(2)));
        }
        beginOf[label] = begin;
        twin[label] = begin;
        twin[begin] = label;
      } else if (!name.equals("O") && !name.startsWith("B-")) {
        throw refusal(labels, name + " is neither O nor B-… nor I-…");
      }
    }
  }

  /** Whether these labels are of the form that is needed. */
  public static boolean accepts(LabelSet labels) {
    try {
      var unused = new ConstrainedDecoder(labels);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static IllegalArgumentException refusal(LabelSet labels, String reason) {
    return new IllegalArgumentException(
        "aggregation viterbi needs BIO labels, but %s in %s: choose another aggregation"
            .formatted(reason, labels.names()));
  }

  /** The label of every token. */
  public int[] decode(ScoredTokens tokens) {
    int[] all = new int[tokens.size()];
    Arrays.setAll(all, t -> t);
    return decode(tokens, all);
  }

  /**
   * The label of each of some tokens, as if they alone were the sequence: of the first token of
   * each word, say.
   *
   * @param steps the tokens, ascending
   * @return one label per step; of equally likely sequences always the same one
   */
  public int[] decode(ScoredTokens tokens, int[] steps) {
    int n = tokens.labelCount();
    if (n != twin.length) {
      throw new IllegalArgumentException(
          "scores of %d labels, but the label set has %d".formatted(n, twin.length));
    }
    int[] labels = new int[steps.length];
    if (steps.length == 0) {
      return labels;
    }
    // 1. Forward: the best sequence that ends in each label, and the label before it there.
    //    An I-X looks at two labels only and the others share one maximum, so a step costs
    //    O(labels), not its square.
    double[] before = new double[n];
    double[] now = new double[n];
    int[] cameFrom = new int[steps.length * n];
    for (int label = 0; label < n; label++) {
      now[label] =
          beginOf[label] == NO_LABEL ? log(tokens, steps[0], label) : Double.NEGATIVE_INFINITY;
    }
    for (int step = 1; step < steps.length; step++) {
      double[] swap = before;
      before = now;
      now = swap;
      int best = argmax(before);
      for (int label = 0; label < n; label++) {
        int from = best;
        if (beginOf[label] != NO_LABEL) {
          from = before[label] > before[beginOf[label]] ? label : beginOf[label];
        }
        now[label] = before[from] + log(tokens, steps[step], label);
        cameFrom[step * n + label] = from;
      }
    }
    // 2. Backward along the best of all.
    labels[steps.length - 1] = argmax(now);
    for (int step = steps.length - 1; step > 0; step--) {
      labels[step - 1] = cameFrom[step * n + labels[step]];
    }
    return labels;
  }

  /** Probability that the token is of the label's type: that of B-X plus that of I-X. */
  double typeProbability(ScoredTokens tokens, int token, int label) {
    double probability = tokens.score(token, label);
    if (twin[label] != NO_LABEL) {
      probability += tokens.score(token, twin[label]);
    }
    return Math.min(probability, 1); // floats that sum to 1 may pass it by a rounding
  }

  private static double log(ScoredTokens tokens, int token, int label) {
    return Math.log(Math.max(tokens.score(token, label), SMALLEST_PROBABILITY));
  }

  private static int argmax(double[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      if (values[i] > values[best]) {
        best = i;
      }
    }
    return best;
  }
}
