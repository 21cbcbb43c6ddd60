package dev.tidemark.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tidemark.model.TokenBatch;
import dev.tidemark.testing.TinyBert;
import dev.tidemark.testing.TinyFamily;
import dev.tidemark.text.MaskFill;
import java.util.Arrays;
import java.util.List;

/** What a masked language model has to say about a mask: plain Java, and nothing of Tidemark's. */
public final class FillReference {

  private static final double ROUNDING = 1e-5;

  private final BertReference model;

  public FillReference(TinyBert tiny) {
    this.model = new BertReference(tiny, TinyBert.Heads.BOTH);
  }

  public FillReference(TinyFamily tiny) {
    this.model = new BertReference(tiny);
  }

  /** Probability of each word of the vocabulary at a place of a row. */
  public double[] shares(int[] row, int place) {
    return BertReference.softmax(model.wordScores(TokenBatch.pad(List.of(row), 0), 0)[place]);
  }

  /**
   * Asserts that these are the likeliest words of the vocabulary, each once and with its
   * probability.
   *
   * @param vocabulary the words as they are to be shown, by their ids
   */
  public static void assertLikeliest(
      List<MaskFill.Candidate> candidates, double[] shares, List<String> vocabulary, int count) {
    double[] ascending = shares.clone();
    Arrays.sort(ascending);
    assertThat(candidates)
        .hasSize(count)
        .extracting(MaskFill.Candidate::token)
        .doesNotHaveDuplicates();
    for (int i = 0; i < count; i++) {
      MaskFill.Candidate candidate = candidates.get(i);
      assertThat(vocabulary).contains(candidate.token());
      // By probability, not by name: of two that are equally likely either may come first.
      assertThat(shares[vocabulary.indexOf(candidate.token())])
          .as("probability of %s, given at place %d of %s", candidate, i, candidates)
          .isCloseTo(ascending[shares.length - 1 - i], within(ROUNDING))
          .isCloseTo(candidate.score(), within(ROUNDING));
    }
  }

  /** Asserts that these are the given words, likeliest first, each with its probability. */
  public static void assertRanked(
      List<MaskFill.Candidate> candidates,
      double[] shares,
      List<String> vocabulary,
      String... words) {
    assertThat(candidates).extracting(MaskFill.Candidate::token).containsExactlyInAnyOrder(words);
    double last = 1;
    for (MaskFill.Candidate candidate : candidates) {
      assertThat(candidate.score())
          .as("probability of %s among all words", candidate.token())
          .isCloseTo(shares[vocabulary.indexOf(candidate.token())], within(ROUNDING))
          .isLessThanOrEqualTo(last);
      last = candidate.score();
    }
  }
}
