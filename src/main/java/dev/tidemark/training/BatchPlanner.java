package dev.tidemark.training;

import dev.tidemark.model.TokenBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Cuts a data set into batches of rows of like length, so that little is padded, in an order that
 * is new each epoch: shuffle, sort within stretches of fifty batches, shuffle the batches (the
 * Hugging Face trainer's group_by_length).
 */
final class BatchPlanner {

  private static final int STRETCH = 50;

  private BatchPlanner() {}

  /** Batches for one epoch of training. */
  public static List<List<Example>> shuffled(List<Example> examples, int batchSize, Random random) {
    List<Example> order = new ArrayList<>(examples);
    Collections.shuffle(order, random);
    List<List<Example>> batches = new ArrayList<>();
    int stretch = batchSize * STRETCH;
    for (int from = 0; from < order.size(); from += stretch) {
      List<Example> part = order.subList(from, Math.min(order.size(), from + stretch));
      part.sort(Comparator.comparingInt(Example::length));
      batches.addAll(cut(part, batchSize));
    }
    Collections.shuffle(batches, random);
    return batches;
  }

  /**
   * Batches for evaluation: the longest first, so that what does not fit in memory shows at once.
   */
  public static List<List<Example>> sorted(List<Example> examples, int batchSize) {
    List<Example> order = new ArrayList<>(examples);
    order.sort(Comparator.comparingInt(Example::length).reversed());
    return cut(order, batchSize);
  }

  /** Fills up rows to the length of the longest. */
  public static LabelledBatch collate(List<Example> rows, int padTokenId) {
    TokenBatch tokens = TokenBatch.pad(rows.stream().map(Example::ids).toList(), padTokenId);
    int[] labels = new int[tokens.ids().length];
    Arrays.fill(labels, LabelledBatch.IGNORED);
    float[] weights = new float[rows.size()];
    for (int r = 0; r < weights.length; r++) {
      Example row = rows.get(r);
      System.arraycopy(row.labels(), 0, labels, r * tokens.length(), row.length());
      weights[r] = row.weight();
    }
    return new LabelledBatch(tokens, labels, weights);
  }

  private static List<List<Example>> cut(List<Example> rows, int batchSize) {
    List<List<Example>> batches = new ArrayList<>();
    for (int from = 0; from < rows.size(); from += batchSize) {
      batches.add(List.copyOf(rows.subList(from, Math.min(rows.size(), from + batchSize))));
    }
    return batches;
  }
}
