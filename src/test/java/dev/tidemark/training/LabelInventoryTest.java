package dev.tidemark.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.training.data.DataFileException;
import dev.tidemark.training.data.LabelledSentence;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelInventoryTest {

  @Test
  void bothHalvesOfEveryTypeByName() {
    assertThat(labels("O B-PER O", "I-LOC O B-PER", "B-ORG"))
        .containsExactly("O", "B-LOC", "I-LOC", "B-ORG", "I-ORG", "B-PER", "I-PER");
  }

  @Test
  void outsideIsALabelEvenWhereEveryWordIsInside() {
    assertThat(labels("B-PER I-PER")).containsExactly("O", "B-PER", "I-PER");
  }

  @Test
  void otherLabelsAreTakenAsTheyAre() {
    assertThat(labels("VERB NOUN", "ADJ NOUN")).containsExactly("ADJ", "NOUN", "VERB");
    assertThat(labels("PER O GPE")).containsExactly("O", "GPE", "PER");
    assertThat(labels("O GPE B-PER")).containsExactly("O", "B-PER", "GPE");
  }

  @Test
  void theOrderOfTheDataDoesNotMatter() {
    assertThat(labels("B-LOC", "B-PER O")).isEqualTo(labels("O B-PER", "I-LOC"));
  }

  @Test
  void allLabelsOfTheSchemeEvenThoseThatDoNotOccur() {
    assertThat(labels("O S-PER", "B-LOC E-LOC"))
        .containsExactly(
            "O", "B-LOC", "I-LOC", "E-LOC", "S-LOC", "B-PER", "I-PER", "E-PER", "S-PER");
    assertThat(labels("U-PER")).containsExactly("O", "B-PER", "I-PER", "L-PER", "U-PER");
    assertThat(labels("O E-PER")).containsExactly("O", "I-PER", "E-PER");
    assertThat(labels("O O")).containsExactly("O");
  }

  @Test
  void schemesAreNotMixed() {
    assertThatThrownBy(() -> labels("B-PER I-PER O", "O O", "S-PER O"))
        .isInstanceOf(DataFileException.class)
        .hasMessageContainingAll("different schemes", "[bio, bioes]");
    assertThatThrownBy(() -> labels("B-PER I-PER O", "NOUN VERB"))
        .isInstanceOf(DataFileException.class)
        .hasMessageContaining("[bio, none]");
  }

  @Test
  void fromNothingComesNothing() {
    assertThatThrownBy(() -> LabelInventory.of(List.of(List.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one label");
  }

  /** Each string is a data set of one sentence. */
  private static List<String> labels(String... sets) {
    return LabelInventory.of(
            Arrays.stream(sets)
                .map(set -> List.of(set.split(" ", -1)))
                .map(labels -> List.of(new LabelledSentence(labels, labels)))
                .toList())
        .names();
  }
}
