package dev.tidemark.training;

import dev.tidemark.model.LabelSet;
import dev.tidemark.model.span.ScoredTokens;

/** Label probabilities of the words of one sentence, gathered window by window. */
final class WordScores {

  private final int words;
  private final int labels;
  private final float[] scores;

  WordScores(int words, LabelSet labels) {
    this.words = words;
    this.labels = labels.size();
    this.scores = new float[words * labels.size()];
    Integer outside = labels.ids().get("O");
    for (int word = 0; word < words; word++) { // until something else is said of it
      scores[word * this.labels + (outside == null ? 0 : outside)] = 1;
    }
  }

  void set(int word, float[] probabilities) {
    System.arraycopy(probabilities, 0, scores, word * labels, labels);
  }

  /** Each word as a token of its own. */
  ScoredTokens tokens() {
    int[] place = new int[words];
    return new ScoredTokens(place, place, new boolean[words], scores, labels);
  }
}
