package dev.tidemark.model.span;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tidemark.model.LabelSet;
import dev.tidemark.testing.Seeds;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConstrainedDecoderTest {

  /** Neither O first nor B before I, so that nothing can rest on the order; ORG has no I. */
  private static final String[] LABELS = {"I-PER", "B-ORG", "O", "B-LOC", "B-PER", "I-LOC"};

  /** BIO, IOB1 (which LOC without B- tells), IOE2, BIOES, BILOU. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "I-PER B-ORG O B-LOC B-PER I-LOC",
        "I-PER O I-LOC B-PER",
        "E-PER I-PER O E-LOC I-LOC E-ORG",
        "E-PER S-LOC I-PER O B-PER S-PER",
        "L-PER U-LOC I-PER O B-PER U-PER"
      })
  void findsTheLikeliestOfAllLegalSequences(String labels) {
    Random random = Seeds.random("ConstrainedDecoderTest.findsTheLikeliestOfAllLegalSequences");
    int constraintMattered = 0;
    for (int run = 0; run < 300; run++) {
      TokensBuilder builder =
          new TokensBuilder(labels.split(" ", -1)).randomWords(1 + random.nextInt(5), random);
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

  /** What a legal sentence looks like, written another way than as a relation of neighbours. */
  private static final Map<String, Pattern> LEGAL =
      Map.of(
          "bio", Pattern.compile("(O |B-(\\w+) (I-\\2 )*)*"),
          "iob1", Pattern.compile("(O |I-(\\w+) (I-\\2 |B-\\2 )*)*"),
          "ioe2", Pattern.compile("(O |(I-(\\w+) )(I-\\3 )*E-\\3 |E-\\w+ )*"),
          "bioes", Pattern.compile("(O |S-\\w+ |B-(\\w+) (I-\\2 )*E-\\2 )*"),
          "bilou", Pattern.compile("(O |U-\\w+ |B-(\\w+) (I-\\2 )*L-\\2 )*"));

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
    "B-PER I-PER,        there is no O",
    "O B-PER S-PER,      B-PER lacks the labels that must stand after it in the scheme bioes",
    "O I-PER E-PER S-X,  I-PER lacks the labels that must stand before it in the scheme bioes",
    "O B-PER GPE,        they follow no one scheme",
    "O NOUN VERB,        they follow no one scheme"
  })
  void refusesLabelsOfNoScheme(String labels, String reason) {
    List<String> names = List.of(labels.split(" ", -1));
    assertThatThrownBy(() -> new ConstrainedDecoder(new LabelSet(names)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "viterbi needs labels of a scheme (bio, ioe2, bioes, bilou), but %s in %s: choose another way",
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
    String sentence = Arrays.stream(labels).mapToObj(names::get).collect(Collectors.joining(" "));
    return requireNonNull(LEGAL.get(schemeOf(names))).matcher(sentence + " ").matches();
  }

  private static String schemeOf(List<String> names) {
    String letters = names.stream().map(name -> name.substring(0, 1)).collect(Collectors.joining());
    if (letters.contains("L")) {
      return "bilou";
    }
    if (letters.contains("S")) {
      return "bioes";
    }
    return letters.contains("E") ? "ioe2" : names.contains("B-LOC") ? "bio" : "iob1";
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
