package dev.tidemark.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.model.LabelSet;
import dev.tidemark.testing.Seeds;
import dev.tidemark.testing.ThreeLetterTokens;
import dev.tidemark.training.data.DataFileException;
import dev.tidemark.training.data.LabelledSentence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LabelAlignmentTest {

  private static final LabelSet LABELS =
      new LabelSet(List.of("O", "B-PER", "I-PER", "B-LOC", "I-LOC"));
  private static final int NONE = LabelledBatch.IGNORED;

  @Test
  void theFirstTokenKeepsTheLabelTheOthersContinueIt() {
    // Tokens: Lov ela ce | is | Bab bag e | Rom e
    Example row =
        only(
            align(LABELS, 20)
                .align(sentence("Lovelace is Babbage Rome", "B-PER O I-PER B-LOC"), 7, 0.5f));

    assertThat(row.ids()).containsExactly(1, 13, 13, 12, 12, 13, 13, 11, 13, 11, 2, 3);
    assertThat(row.labels()).containsExactly(NONE, 1, 2, 2, 0, 2, 2, 2, 3, 4, NONE, NONE);
    assertThat(row.words()).containsExactly(-1, 0, -1, -1, 1, 2, -1, -1, 3, -1, -1, -1);
    assertThat(row.sentence()).isEqualTo(7);
    assertThat(row.weight()).isEqualTo(0.5f);
    assertThat(row.length()).isEqualTo(12);
  }

  @Test
  void labelsWithoutContinuationStayAsTheyAre() {
    LabelSet labels = new LabelSet(List.of("NOUN", "VERB", "B-X"));
    Example row =
        only(align(labels, 20).align(sentence("houses stand Xerxes", "NOUN VERB B-X"), 0, 1));

    assertThat(row.labels()).containsExactly(NONE, 0, 0, 1, 1, 2, 2, NONE, NONE);
  }

  /** After the last label of an entity nothing can go on: the word's first token speaks alone. */
  @Test
  void theLaterTokensOfAnEntitysLastWordAreIgnored() {
    LabelSet bioes = new LabelSet(List.of("O", "B-PER", "I-PER", "E-PER", "S-PER"));
    Example row =
        only(
            align(bioes, 20)
                .align(sentence("Auguste Adaa King Love said", "B-PER I-PER E-PER S-PER O"), 0, 1));
    // Aug ust e | Ada a | Kin g | Lov e | sai d
    assertThat(row.labels())
        .containsExactly(NONE, 1, 2, 2, 2, 2, 3, NONE, 4, NONE, 0, 0, NONE, NONE);

    LabelSet ioe = new LabelSet(List.of("O", "I-PER", "E-PER"));
    assertThat(only(align(ioe, 20).align(sentence("Adaa King", "I-PER E-PER"), 0, 1)).labels())
        .containsExactly(NONE, 1, 1, 2, NONE, NONE, NONE);
  }

  @Test
  void aWordWithoutTokensIsPassedOver() {
    Example row = only(align(LABELS, 20).align(sentence("Ada ~ Rome", "B-PER O B-LOC"), 0, 1));

    assertThat(row.words()).containsExactly(-1, 0, 2, -1, -1, -1);
    assertThat(row.labels()).containsExactly(NONE, 1, 3, 4, NONE, NONE);
    Example empty = only(align(LABELS, 20).align(sentence("~", "O"), 0, 1));
    assertThat(empty.ids()).containsExactly(1, 2, 3);
  }

  /** Whatever the lengths: the rows fit the model, and the believed parts add up to the whole. */
  @Test
  void aLongSentenceBecomesRowsThatLabelEachTokenOnce() {
    Random random = Seeds.random("LabelAlignmentTest.aLongSentenceBecomesRows");
    for (int run = 0; run < 300; run++) {
      List<String> words = new ArrayList<>();
      List<String> labels = new ArrayList<>();
      List<Integer> tokenLabels = new ArrayList<>();
      for (int word = random.nextInt(40); word >= 0; word--) {
        words.add("a".repeat(1 + random.nextInt(12)));
        int label = random.nextInt(5);
        labels.add(LABELS.name(label));
        for (int token = 0; token < (words.get(words.size() - 1).length() + 2) / 3; token++) {
          tokenLabels.add(token == 0 || label % 2 == 0 ? label : label + 1);
        }
      }
      int maxTokens = 5 + random.nextInt(30);
      List<Example> rows =
          align(LABELS, maxTokens).align(new LabelledSentence(words, labels), 3, 1);

      List<Integer> said = new ArrayList<>();
      List<Integer> begun = new ArrayList<>();
      for (Example row : rows) {
        assertThat(row.length()).isLessThanOrEqualTo(maxTokens);
        assertThat(row.ids()[0]).isEqualTo(1);
        assertThat(Arrays.copyOfRange(row.ids(), row.length() - 2, row.length()))
            .containsExactly(2, 3);
        assertThat(row.sentence()).isEqualTo(3);
        Arrays.stream(row.labels()).filter(label -> label != NONE).forEach(said::add);
        Arrays.stream(row.words()).filter(word -> word >= 0).forEach(begun::add);
      }
      String input = words + " in rows of " + maxTokens;
      assertThat(said).as(input).isEqualTo(tokenLabels);
      assertThat(begun).as(input).hasSize(words.size()).isSorted().doesNotHaveDuplicates();
      if (tokenLabels.size() + 3 <= maxTokens) {
        assertThat(rows).as(input).hasSize(1);
      }
    }
  }

  @Test
  void anUnknownLabelIsNamedWithItsSentence() {
    LabelledSentence sentence = sentence("Ada sings", "B-PER B-ART");
    assertThatThrownBy(() -> align(LABELS, 20).align(sentence, 0, 1))
        .isInstanceOf(DataFileException.class)
        .hasMessageContainingAll("'B-ART'", "\"Ada sings\"", "B-LOC, B-PER, I-LOC, I-PER, O");
  }

  @Test
  void whenMeasuringAnUnknownLabelIsLetThroughWithoutLoss() {
    Example row =
        only(
            LabelAlignment.forMeasuring(new ThreeLetterTokens(), LABELS, 20)
                .align(sentence("Ada sings", "B-PER B-ART"), 0, 1));

    assertThat(row.labels()).containsExactly(NONE, 1, NONE, NONE, NONE, NONE);
    assertThat(row.words()).containsExactly(-1, 0, 1, -1, -1, -1);
  }

  private static LabelAlignment align(LabelSet labels, int maxTokens) {
    return new LabelAlignment(new ThreeLetterTokens(), labels, maxTokens);
  }

  private static LabelledSentence sentence(String words, String labels) {
    return new LabelledSentence(List.of(words.split(" ", -1)), List.of(labels.split(" ", -1)));
  }

  private static Example only(List<Example> rows) {
    assertThat(rows).hasSize(1);
    return rows.get(0);
  }
}
