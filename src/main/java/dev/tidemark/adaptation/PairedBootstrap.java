package dev.tidemark.adaptation;

import dev.tidemark.training.metrics.EntityCounts;
import java.util.List;
import java.util.Random;

/**
 * Whether one model's lead over another on the same sentences could be luck: sentences are drawn
 * anew with replacement many times, and it is counted how often the lead is gone (Efron and
 * Tibshirani, 1993; for language processing Berg-Kirkpatrick et al., 2012,
 * https://aclanthology.org/D12-1091).
 */
public final class PairedBootstrap {

  private PairedBootstrap() {}

  /**
   * Share of the draws in which the candidate's micro F1 is not above the incumbent's: small where
   * the lead is significant.
   *
   * @param candidate of each sentence, in the order of {@code incumbent}
   * @param draws how many times all sentences are drawn
   */
  public static double pValue(
      List<EntityCounts> candidate, List<EntityCounts> incumbent, int draws, Random random) {
    if (candidate.size() != incumbent.size() || candidate.isEmpty()) {
      throw new IllegalArgumentException(
          "%d and %d sentences cannot be paired".formatted(candidate.size(), incumbent.size()));
    }
    int notAbove = 0;
    for (int draw = 0; draw < draws; draw++) {
      EntityCounts first = EntityCounts.NONE;
      EntityCounts second = EntityCounts.NONE;
      for (int i = 0; i < candidate.size(); i++) {
        int sentence = random.nextInt(candidate.size());
        first = first.plus(candidate.get(sentence));
        second = second.plus(incumbent.get(sentence));
      }
      if (first.f1() <= second.f1()) {
        notAbove++;
      }
    }
    // The lead as it was observed is one draw more: a p-value is never 0.
    return (notAbove + 1.0) / (draws + 1.0);
  }
}
