package dev.tidemark.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tidemark.testing.TinyBert;
import dev.tidemark.text.FillOptions;
import dev.tidemark.text.MaskFill;
import dev.tidemark.torch.FillReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Texts with masks, and what is to be said of them, from tokens cut by hand. */
final class FillExpectations {

  static final List<String> VOCABULARY = TinyBert.VOCABULARY;
  static final int WORDS = VOCABULARY.size();
  static final int OVERLAP = 8;
  private static final int CONTENT = 30; // 32 less [CLS] and [SEP]

  /** The model that fills masks. */
  static final TinyBert TINY = TinyBert.ofSeed(11);

  static final FillReference REFERENCE = new FillReference(TINY);

  private FillExpectations() {}

  /** A text and what its sender wants to know. */
  record Question(String text, FillOptions options) {}

  static void assertAnswers(List<MaskFill> fills, Question question) {
    String[] words = question.text().isEmpty() ? new String[0] : question.text().split(" ");
    int[] row = row(words);
    FillOptions options = question.options();
    List<String> known = options.targets().stream().filter(VOCABULARY::contains).toList();
    List<String> unknown = options.targets().stream().filter(t -> !known.contains(t)).toList();
    int next = 0;
    for (int i = 0; i < words.length; i++) {
      if (!words[i].equals("[MASK]")) {
        continue;
      }
      MaskFill fill = fills.get(next++);
      double[] shares = REFERENCE.shares(row, i + 1);
      assertThat(fill.unknownTargets()).isEqualTo(unknown);
      if (options.targets().isEmpty()) {
        int count = options.topK() == 0 ? 5 : Math.min(WORDS, options.topK());
        FillReference.assertLikeliest(fill.candidates(), shares, VOCABULARY, count);
      } else if (options.topK() == 0) {
        FillReference.assertRanked(
            fill.candidates(), shares, VOCABULARY, known.toArray(String[]::new));
      } else {
        assertThat(fill.candidates()).hasSize(Math.min(options.topK(), known.size()));
        double best =
            known.stream().mapToDouble(t -> shares[VOCABULARY.indexOf(t)]).max().orElse(0);
        fill.candidates().stream()
            .findFirst()
            .ifPresent(first -> assertThat(first.score()).isCloseTo(best, within(1e-5)));
      }
    }
    assertThat(fills).as(question.text()).hasSize(next);
  }

  static FillOptions options(Random random) {
    int topK = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(random.nextInt(10) == 0 ? 100 : 6);
    List<String> targets = new ArrayList<>();
    if (random.nextInt(3) == 0) {
      for (int i = random.nextInt(5); i >= 0; i--) {
        targets.add(random.nextInt(6) == 0 ? "nowhere" + i : word(random));
      }
    }
    return new FillOptions(topK, targets);
  }

  /** A mask's probabilities from the window in which it stands farthest from a cut. */
  static double[] byHand(List<String> words, int mask) {
    int farthest = -1;
    double[] shares = {};
    for (int from = 0; from == 0 || from + OVERLAP < words.size(); from += CONTENT - OVERLAP) {
      int to = Math.min(words.size(), from + CONTENT);
      if (mask < from || mask >= to) {
        continue;
      }
      int left = from == 0 ? Integer.MAX_VALUE : mask - from;
      int right = to == words.size() ? Integer.MAX_VALUE : to - 1 - mask;
      // Of two windows that show equally much the later: both are right, one must be named.
      if (Math.min(left, right) >= farthest) {
        farthest = Math.min(left, right);
        int[] row = row(words.subList(from, to).toArray(String[]::new));
        shares = REFERENCE.shares(row, 1 + mask - from);
      }
    }
    return shares;
  }

  static int[] row(String... tokens) {
    int[] row = new int[tokens.length + 2];
    row[0] = VOCABULARY.indexOf("[CLS]");
    for (int i = 0; i < tokens.length; i++) {
      row[i + 1] = VOCABULARY.indexOf(tokens[i]);
    }
    row[row.length - 1] = VOCABULARY.indexOf("[SEP]");
    return row;
  }

  /** A word that is one token. */
  static String word(Random random) {
    List<String> words = List.of("the", "ada", "love", "in", "paris", "met", "a", "q", "7");
    return words.get(random.nextInt(words.size()));
  }

  static String text(Random random, int masks) {
    List<String> words = new ArrayList<>();
    for (int i = random.nextInt(12); i > 0; i--) {
      words.add(word(random));
    }
    for (int i = 0; i < masks; i++) {
      words.add(random.nextInt(words.size() + 1), "[MASK]");
    }
    return String.join(" ", words);
  }
}
