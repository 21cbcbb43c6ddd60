package dev.tidemark.training.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.model.LabelScheme;
import dev.tidemark.testing.Seeds;
import dev.tidemark.text.LabelledSpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpanWordsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Žižek sings              | Žižek sings
          don't                    | don ' t
          U.S.-based, $5 (10%)     | U . S . - based , $ 5 ( 10 % )
          «Été» — “a…b”            | « Été » — “ a … b ”
          東京ですよ               | 東 京 ですよ
          a_b 3.14                 | a _ b 3 . 14
          👩‍🚀5€                   | 👩‍🚀5€
          """)
  void wordsEndAtWhiteSpacePunctuationAndIdeographs(String text, String words) {
    assertThat(String.join(" ", cut(text, List.of()).words())).isEqualTo(words);
  }

  @Test
  void noBreakSpacesPartWordsToo() {
    assertThat(cut("Dr.\u00a0Who\u3000x\t\ny", List.of()).words())
        .containsExactly("Dr", ".", "Who", "x", "y");
  }

  @Test
  void anEntityCutsTheWordItEndsIn() {
    assertThat(cut("Euro2024winner", List.of(new LabelledSpan("EVT", 0, 8))))
        .isEqualTo(new LabelledSentence(List.of("Euro2024", "winner"), List.of("B-EVT", "O")));
    assertThat(cut("preUSApost", List.of(new LabelledSpan("X", 3, 5), new LabelledSpan("X", 5, 6))))
        .isEqualTo(
            new LabelledSentence(
                List.of("pre", "US", "A", "post"), List.of("O", "B-X", "B-X", "O")));
  }

  /** Any spans of any text come back out of the labels, and all but white space is in some word. */
  @Test
  void everySpanIsWholeWords() {
    Random random = Seeds.random("SpanWordsTest.everySpanIsWholeWords");
    String[] alphabet = {"a", "B", "é", " ", "  ", ".", "-", "東", "👩", "\u00a0", "\t"};
    for (int run = 0; run < 1000; run++) {
      List<Integer> borders = new ArrayList<>(List.of(0));
      StringBuilder built = new StringBuilder();
      for (int i = 3 + random.nextInt(12); i > 0; i--) {
        built.append(alphabet[random.nextInt(alphabet.length)]);
        borders.add(built.length());
      }
      String text = built + "z";
      List<LabelledSpan> spans = new ArrayList<>();
      for (int i = 0; i + 2 < borders.size(); i++) {
        int to = i + 1 + random.nextInt(2);
        int start = borders.get(i);
        int end = borders.get(to);
        if (random.nextInt(3) == 0 && !squeezed(text.substring(start, end)).isEmpty()) {
          spans.add(new LabelledSpan(random.nextBoolean() ? "X" : "Y", start, end));
          i = to - 1;
        }
      }
      for (LabelScheme scheme : LabelScheme.values()) {
        if (scheme != LabelScheme.NONE) {
          LabelledSentence sentence = new SpanWords(text, spans).labelled(scheme);
          String input = "%s %s %s".formatted(text, spans, sentence);
          assertThat(String.join("", sentence.words())).as(input).isEqualTo(squeezed(text));
          assertThat(scheme.allows(sentence.labels())).as(input).isTrue();
          assertThat(readBack(sentence, scheme))
              .as(input)
              .containsExactlyElementsOf(
                  spans.stream()
                      .map(s -> s.type() + " " + squeezed(text.substring(s.start(), s.end())))
                      .toList());
        }
      }
    }
  }

  /** Each entity as its type and its words, written together. */
  private static List<String> readBack(LabelledSentence sentence, LabelScheme scheme) {
    List<String> found = new ArrayList<>();
    String before = "O";
    for (int i = 0; i < sentence.words().size(); i++) {
      String label = sentence.labels().get(i);
      String word = sentence.words().get(i);
      if (scheme.continues(before, label)) {
        found.set(found.size() - 1, found.get(found.size() - 1) + word);
      } else if (!label.equals("O")) {
        found.add(label.substring(2) + " " + word);
      }
      before = label;
    }
    return found;
  }

  private static String squeezed(String text) {
    return text.replaceAll("[\\s\u00a0\u3000]", "");
  }

  private static LabelledSentence cut(String text, List<LabelledSpan> spans) {
    return new SpanWords(text, spans).labelled(LabelScheme.BIO);
  }
}
