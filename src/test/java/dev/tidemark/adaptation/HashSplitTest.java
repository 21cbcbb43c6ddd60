package dev.tidemark.adaptation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.training.data.LabelledSentence;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HashSplitTest {

  private static final List<LabelledSentence> MANY =
      IntStream.range(0, 4000).mapToObj(i -> sentence("sentence", "number", "" + i)).toList();

  @Test
  void eachSentenceIsOnOneSideAndTheShareIsAboutRight() {
    HashSplit split = HashSplit.of(MANY, 0.2);
    Set<List<String>> train = words(split.train());
    Set<List<String>> heldOut = words(split.heldOut());
    assertThat(train).doesNotContainAnyElementsOf(heldOut);
    assertThat(train.size() + heldOut.size()).isEqualTo(MANY.size());
    assertThat(heldOut).hasSizeBetween(700, 900);
  }

  @Test
  void moreSentencesMoveNoOther() {
    HashSplit few = HashSplit.of(MANY.subList(0, 500), 0.2);
    HashSplit all = HashSplit.of(MANY, 0.2);
    assertThat(words(all.train())).containsAll(words(few.train()));
    assertThat(words(all.heldOut())).containsAll(words(few.heldOut()));
  }

  @Test
  void ofTwoCorrectionsOfATextTheLaterCounts() {
    LabelledSentence first = new LabelledSentence(List.of("Ada"), List.of("O"));
    LabelledSentence later = new LabelledSentence(List.of("Ada"), List.of("B-PER"));
    HashSplit split = HashSplit.of(List.of(first, later), 0.5);
    assertThat(split.train().isEmpty() ? split.heldOut() : split.train()).containsExactly(later);
  }

  private static Set<List<String>> words(List<LabelledSentence> sentences) {
    Set<List<String>> words = new HashSet<>();
    sentences.forEach(sentence -> words.add(sentence.words()));
    return words;
  }

  private static LabelledSentence sentence(String... words) {
    return new LabelledSentence(List.of(words), List.of("O", "O", "B-NUM"));
  }
}
