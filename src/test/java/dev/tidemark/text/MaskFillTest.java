package dev.tidemark.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MaskFillTest {

  @Test
  void aSequenceIsTheTextWithThisGapFilledAndTheOthersLeft() {
    String text = "The 😀 [MASK] met [MASK].";
    assertThat(sequence(text, 7, "minister")).isEqualTo("The 😀 minister met [MASK].");
    assertThat(sequence(text, 18, "$1\\")).isEqualTo("The 😀 [MASK] met $1\\.");
  }

  @Test
  void aContinuationJoinsTheWordBeforeIt() {
    assertThat(sequence("They work  [MASK] on", 11, "##ing")).isEqualTo("They working on");
    assertThat(sequence("[MASK] on", 0, "##ing")).isEqualTo("ing on");
    assertThat(sequence("a [MASK]", 2, "##")).as("no more than a sign").isEqualTo("a ##");
    assertThat(sequence("a [MASK]", 2, "#")).isEqualTo("a #");
  }

  @Test
  void optionsHoldUpToAHundredOfEach() {
    List<String> hundred = IntStream.range(0, 100).mapToObj(i -> "w" + i).toList();
    assertThat(new FillOptions(100, hundred).targets()).isEqualTo(hundred);
    assertThat(new FillOptions(0, List.of("b", "a", "b")).targets()).containsExactly("b", "a");
    assertThatThrownBy(() -> new FillOptions(101, List.of()))
        .hasMessage("101 candidates: 1 to 100 can be had");
    assertThatThrownBy(() -> new FillOptions(-1, List.of())).hasMessageContaining("-1");
    List<String> more = IntStream.range(0, 101).mapToObj(i -> "w" + i).toList();
    assertThatThrownBy(() -> new FillOptions(0, more)).hasMessageContaining("101 targets");
  }

  private static String sequence(String text, int start, String word) {
    MaskFill.Candidate candidate = new MaskFill.Candidate(word, 0.5);
    return new MaskFill(start, start + 6, List.of(candidate), List.of()).sequence(text, candidate);
  }
}
