package dev.tidemark.inference;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Words for one mask, the likeliest first.
 *
 * @param words vocabulary ids
 * @param probabilities of these
 */
record RankedWords(int[] words, float[] probabilities) {

  /**
   * The likeliest of some words; of equally likely ones the one named earlier first.
   *
   * @param probabilities from {@code from} on, one for each word
   */
  static RankedWords of(int[] words, float[] probabilities, int from, int topK) {
    int[] order =
        IntStream.range(0, words.length)
            .boxed()
            .sorted(Comparator.comparing((Integer i) -> -probabilities[from + i]))
            .limit(topK)
            .mapToInt(i -> i)
            .toArray();
    int[] ranked = new int[order.length];
    float[] shares = new float[order.length];
    for (int i = 0; i < order.length; i++) {
      ranked[i] = words[order[i]];
      shares[i] = probabilities[from + order[i]];
    }
    return new RankedWords(ranked, shares);
  }
}
