package dev.tidemark.model.span;

import dev.tidemark.model.LabelScheme;
import dev.tidemark.model.LabelSet;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The likeliest sequence of labels among those that the labels' {@link LabelScheme} allows, found
 * by Viterbi's algorithm: in BIO an {@code I-X} only ever follows {@code B-X} or {@code I-X}, in
 * BIOES a {@code B-X} is always ended by an {@code E-X}. Where the model is torn, an entity thus
 * gets one type and proper ends, decided by all its tokens together instead of one at a time.
 *
 * <p>Not for models trained on IOB1 labels that have a {@code B-X} for each {@code I-X} (some
 * CoNLL-2003 models): they begin entities with {@code I-}, which cannot be seen from the label
 * names, and would lose entities here. So it is with IOE1, which is taken for IOE2.
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

  private final LabelScheme scheme;

  /** Whether the label may come after O, and so at the start of a sequence. */
  private final boolean[] startsFreely;

  /** Whether O may come after the label, and so the end of the sequence. */
  private final boolean[] endsFreely;

  /**
   * The labels that each may follow although the label before does not end freely or this one does
   * not start freely: those of its own entity, few.
   */
  private final int[][] bound;

  /** All labels of the same type, itself included. */
  private final int[][] sameType;

  /**
   * @throws IllegalArgumentException unless the labels have a scheme (see {@link
   *     LabelScheme#of(java.util.Collection)}), {@code O} among them, and each can be part of an
   *     entity
   */
  public ConstrainedDecoder(LabelSet labels) {
    scheme = LabelScheme.of(labels.names());
    if (scheme == LabelScheme.NONE) {
      throw refusal(labels, "they follow no one scheme");
    }
    Integer outside = labels.ids().get(LabelScheme.OUTSIDE);
    if (outside == null) {
      throw refusal(labels, "there is no O");
    }
    int n = labels.size();
    startsFreely = new boolean[n];
    endsFreely = new boolean[n];
    bound = new int[n][];
    sameType = new int[n][];
    for (int label = 0; label < n; label++) {
      startsFreely[label] = allows(labels, outside, label);
      endsFreely[label] = allows(labels, label, outside);
    }
    for (int label = 0; label < n; label++) {
      int next = label;
      bound[label] =
          where(
              n,
              before ->
                  allows(labels, before, next) && !(endsFreely[before] && startsFreely[next]));
      sameType[label] = where(n, other -> other == next || isSameType(labels, other, next));
    }
    requireUseOfEach(labels);
  }

  private boolean allows(LabelSet labels, int before, int label) {
    return scheme.allows(labels.name(before), labels.name(label));
  }

  private static boolean isSameType(LabelSet labels, int one, int other) {
    String a = labels.name(one);
    String b = labels.name(other);
    return !a.equals(LabelScheme.OUTSIDE)
        && !b.equals(LabelScheme.OUTSIDE)
        && LabelScheme.typeOf(a).equals(LabelScheme.typeOf(b));
  }

  private static int[] where(int n, IntPredicate condition) {
    return IntStream.range(0, n).filter(condition).toArray();
  }

  /** A label that no legal sequence holds would be lost in silence. */
  private void requireUseOfEach(LabelSet labels) {
    boolean[] reached = startsFreely.clone();
    boolean[] leaves = endsFreely.clone();
    for (boolean changed = true; changed; ) {
      changed = false;
      for (int label = 0; label < bound.length; label++) {
        for (int before : bound[label]) {
          changed |= (reached[before] && !reached[label]) || (leaves[label] && !leaves[before]);
          reached[label] |= reached[before];
          leaves[before] |= leaves[label];
        }
      }
    }
    for (int label = 0; label < bound.length; label++) {
      if (!reached[label] || !leaves[label]) {
        throw refusal(
            labels,
            "%s lacks the labels that must stand %s it in the scheme %s"
                .formatted(labels.name(label), reached[label] ? "after" : "before", scheme));
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
        "viterbi needs labels of a scheme (bio, ioe2, bioes, bilou), but %s in %s: choose another way"
            .formatted(reason, labels.names()));
  }

  /** The scheme of the labels. */
  LabelScheme scheme() {
    return scheme;
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
  int[] decode(ScoredTokens tokens, int[] steps) {
    int n = tokens.labelCount();
    if (n != bound.length) {
      throw new IllegalArgumentException(
          "scores of %d labels, but the label set has %d".formatted(n, bound.length));
    }
    int[] labels = new int[steps.length];
    if (steps.length == 0) {
      return labels;
    }
    // 1. Forward: the best sequence that ends in each label, and the label before it there.
    //    Labels that start freely share one best label before them, and the bound ones look at few
    //    of their own type, so a step costs O(labels), not its square. O does both: no step is
    //    without a way on.
    double[] before = new double[n];
    double[] now = new double[n];
    int[] cameFrom = new int[steps.length * n];
    for (int label = 0; label < n; label++) {
      now[label] = startsFreely[label] ? log(tokens, steps[0], label) : Double.NEGATIVE_INFINITY;
    }
    for (int step = 1; step < steps.length; step++) {
      double[] swap = before;
      before = now;
      now = swap;
      int bestEnd = bestEnd(before);
      for (int label = 0; label < n; label++) {
        int from = startsFreely[label] ? bestEnd : NO_LABEL;
        for (int candidate : bound[label]) {
          if (from == NO_LABEL || before[candidate] > before[from]) {
            from = candidate;
          }
        }
        now[label] =
            from == NO_LABEL
                ? Double.NEGATIVE_INFINITY
                : before[from] + log(tokens, steps[step], label);
        cameFrom[step * n + label] = from;
      }
    }
    // 2. Backward along the best of all that may stand last.
    labels[steps.length - 1] = bestEnd(now);
    for (int step = steps.length - 1; step > 0; step--) {
      labels[step - 1] = cameFrom[step * n + labels[step]];
    }
    return labels;
  }

  /** Probability that the token is of the label's type, with whatever prefix. */
  double typeProbability(ScoredTokens tokens, int token, int label) {
    double probability = 0;
    for (int twin : sameType[label]) {
      probability += tokens.score(token, twin);
    }
    return Math.min(probability, 1); // floats that sum to 1 may pass it by a rounding
  }

  private static double log(ScoredTokens tokens, int token, int label) {
    return Math.log(Math.max(tokens.score(token, label), SMALLEST_PROBABILITY));
  }

  /** Of the labels that O may follow the best. */
  private int bestEnd(double[] values) {
    int best = NO_LABEL;
    for (int i = 0; i < values.length; i++) {
      if (endsFreely[i] && (best == NO_LABEL || values[i] > values[best])) {
        best = i;
      }
    }
    return best;
  }
}
