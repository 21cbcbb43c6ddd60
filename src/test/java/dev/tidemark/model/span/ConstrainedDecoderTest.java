package dev.tidemark.model.span;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tidemark.model.LabelSet;
import dev.tidemark.testing.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConstrainedDecoderTest {

  /** Neither O first nor B before I, so that nothing can rest on the order; ORG has no I. */
  private static final String[] LABELS = {"I-PER", "B-ORG", "O", "B-LOC", "B-PER", "I-LOC"};

  @Test
  void findsTheLikeliestOfAllLegalSequences() {
    Random random = Seeds.random("ConstrainedDecoderTest.findsTheLikeliestOfAllLegalSequences");
    int constraintMattered = 0;
    for (int run = 0; run < 300; run++) {
      TokensBuilder builder = new TokensBuilder(LABELS).randomWords(1 + random.nextInt(5), random);
      ScoredTokens tokens = builder.build();
      List<String> names = builder.labels().names();
      int[] found = new ConstrainedDecoder(builder.labels()).decode(tokens);
      int[] best = bruteForce(tokens, names);

      String input = "run %d: found %s".formatted(run, Arrays.toString(found));
      assertThat(isLegal(found, names)).as(input).isTrue();
      assertThat(logProbability(found, tokens))
          .as(input)
          .isCloseTo(logProbability(best, tokens), within(1e-9));
      if (!isLegal(likeliestLabels(tokens), names)) {
        constraintMattered++;
      } else {
        assertThat(found).as(input).isEqualTo(likeliestLabels(tokens));
      }
    }
    assertThat(constraintMattered).as("inputs with an illegal argmax").isPositive();
  }

  @Test
  void onlyTheGivenTokensCount() {
    TokensBuilder builder =
        new TokensBuilder("O", "B-PER", "I-PER")
            .word("Ada", "B-PER=0.9")
            .piece("lie", "O=0.9")
            .word("Love", "I-PER=0.9")
            .piece("lace", "O=0.9");

    int[] found =
        new ConstrainedDecoder(builder.labels()).decode(builder.build(), new int[] {0, 2});

    assertThat(found).containsExactly(1, 2);
  }

  @Test
  void zerosDoNotMakeAllSequencesEqual() {
    // Half precision rounds small probabilities to 0: here B-PER, without which I-PER is illegal.
    TokensBuilder builder =
        new TokensBuilder("O", "B-PER", "I-PER")
            .word("met", "O=1")
            .word("Ada", "I-PER=1")
            .word("there", "O=1")
            .word("Bob", "B-PER=1");

    int[] found = new ConstrainedDecoder(builder.labels()).decode(builder.build());

    assertThat(found[0]).isZero();
    assertThat(found[2]).isZero();
    assertThat(found[3]).isEqualTo(1);
  }

  @Test
  void noTokensNoLabels() {
    TokensBuilder builder = new TokensBuilder(LABELS);
    assertThat(new ConstrainedDecoder(builder.labels()).decode(builder.build())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "B-PER I-PER,      there is no O",
    "O B-PER I-LOC,    I-LOC has no B-LOC",
    "O I-PER,          I-PER has no B-PER",
    "O B-PER S-PER,    S-PER is neither O nor B-… nor I-…",
    "O NOUN VERB,      NOUN is neither O nor B-… nor I-…"
  })
  void refusesLabelsThatAreNotBio(String labels, String reason) {
    List<String> names = List.of(labels.split(" ", -1));
    assertThatThrownBy(() -> new ConstrainedDecoder(new LabelSet(names)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "aggregation viterbi needs BIO labels, but %s in %s: choose another aggregation",
            reason, names);
  }

  /** Counts through all sequences as through the numbers of base {@code labelCount}. */
  private static int[] bruteForce(ScoredTokens tokens, List<String> names) {
    int[] best = new int[0];
    double bestScore = Double.NEGATIVE_INFINITY;
    long sequences = Math.round(Math.pow(names.size(), tokens.size()));
    for (long number = 0; number < sequences; number++) {
      int[] candidate = new int[tokens.size()];
      long rest = number;
      for (int t = 0; t < candidate.length; t++) {
        candidate[t] = (int) (rest % names.size());
        rest /= names.size();
      }
      if (isLegal(candidate, names) && logProbability(candidate, tokens) > bestScore) {
        best = candidate;
        bestScore = logProbability(candidate, tokens);
      }
    }
    return best;
  }

  private static boolean isLegal(int[] labels, List<String> names) {
    String previous = "O";
    for (int label : labels) {
      String name = names.get(label);
      if (name.startsWith("I-")
          && !previous.equals(name)
          && !previous.equals("B-" + name.substring(2))) {
        return false;
      }
      previous = name;
    }
    return true;
  }

  private static double logProbability(int[] labels, ScoredTokens tokens) {
    double sum = 0;
    for (int t = 0; t < labels.length; t++) {
      sum +=
          Math.log(Math.max(tokens.score(t, labels[t]), ConstrainedDecoder.SMALLEST_PROBABILITY));
    }
    return sum;
  }

  private static int[] likeliestLabels(ScoredTokens tokens) {
    int[] labels = new int[tokens.size()];
    for (int t = 0; t < labels.length; t++) {
      for (int label = 1; label < tokens.labelCount(); label++) {
        if (tokens.score(t, label) > tokens.score(t, labels[t])) {
          labels[t] = label;
        }
      }
    }
    return labels;
  }
}
