package dev.tidemark.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.testing.Seeds;
import dev.tidemark.training.data.LabelledSentence;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class RecasingTest {

  @Test
  void theShareIsKeptAndSoIsEveryLabel() {
    List<LabelledSentence> texts = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      texts.add(new LabelledSentence(List.of("Ada", "met", "Žižek" + i), List.of("P", "O", "P")));
    }

    List<LabelledSentence> result =
        Recasing.some(texts, 0.1, Seeds.random("RecasingTest.theShareIsKept"));

    int lower = 0;
    int upper = 0;
    for (int i = 0; i < texts.size(); i++) {
      List<String> before = texts.get(i).words();
      List<String> after = result.get(i).words();
      assertThat(result.get(i).labels()).isEqualTo(texts.get(i).labels());
      if (after.equals(before.stream().map(word -> word.toLowerCase(Locale.ROOT)).toList())) {
        lower++;
      } else if (after.equals(
          before.stream().map(word -> word.toUpperCase(Locale.ROOT)).toList())) {
        upper++;
      } else {
        assertThat(after).isEqualTo(before);
      }
    }
    assertThat(lower).isBetween(850, 1150);
    assertThat(upper).isBetween(850, 1150);
  }
}
