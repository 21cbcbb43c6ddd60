package dev.tidemark.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.model.LabelScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonLinesFileTest {

  @TempDir private Path folder;

  @Test
  void readsSpansAsTidemarkWritesThem() throws IOException {
    Path file =
        file(
            """
            {"id":"7","text":"👩‍🚀 Ada Lovelace-King, of Intel.","entities":[\
            {"type":"ORG","start":28,"end":33,"text":"Intel","score":0.9},\
            {"type":"PER","start":6,"end":23,"text":"Ada Lovelace-King"}],"windows":1}

            {"text":"Nothing.","entities":[]}
            """);
    assertThat(read(file))
        .containsExactly(
            new LabelledSentence(
                List.of("👩‍🚀", "Ada", "Lovelace", "-", "King", ",", "of", "Intel", "."),
                List.of("O", "B-PER", "I-PER", "I-PER", "I-PER", "O", "O", "B-ORG", "O")),
            sentence("Nothing .", "O O"));
  }

  @Test
  void readsTokensAsTheyAre() throws IOException {
    Path file =
        file(
            """
            {"tokens":["New York","'s","mayor"],"pos_tags":[1,2,3],"ner_tags":["B-LOC","O","O"]}
            {"tokens":["Ada"],"tags":["B-PER"]}
            """);
    assertThat(read(file))
        .containsExactly(
            new LabelledSentence(List.of("New York", "'s", "mayor"), List.of("B-LOC", "O", "O")),
            sentence("Ada", "B-PER"));
  }

  @Test
  void numbersNeedNames() throws IOException {
    Path file = file("{\"tokens\":[\"Ada\",\"sings\"],\"ner_tags\":[1,0]}\n");
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(DataFileException.class)
        .hasMessageContainingAll(file + ", line 1:", "number 1", "--label-names");
    assertThat(JsonLinesFile.read(file, LabelScheme.BIO, List.of("O", "B-PER")))
        .containsExactly(sentence("Ada sings", "B-PER O"));
    assertThatThrownBy(() -> JsonLinesFile.read(file, LabelScheme.BIO, List.of("O")))
        .hasMessageContaining("ner_tags 1 is 1, but there are 1 label names, from 0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"text":"Ada","entities":[{"type":"PER","start":0,"end":4}]}  | PER [0, 4) reaches beyond the text, which has 3
          {"text":"Ada","entities":[{"type":"PER","start":-1,"end":2}]} | PER [-1, 2) reaches beyond
          {"text":"Ada","entities":[{"type":"PER","start":1,"end":1}]}  | PER [1, 1) is empty
          {"text":"Ada","entities":[{"type":"PER","start":2,"end":1}]}  | PER [2, 1) is empty
          {"text":"a  b","entities":[{"type":"PER","start":1,"end":3}]} | PER [1, 3) holds only white space
          {"text":"a👩b","entities":[{"type":"PER","start":0,"end":2}]}  | position 2 is between the halves of a surrogate pair
          {"text":"a👩b","entities":[{"type":"PER","start":2,"end":4}]}  | position 2 is between the halves of a surrogate pair
          {"text":"Ada King","entities":[{"type":"X","start":4,"end":8},{"type":"Y","start":0,"end":5}]} | Y [0, 5) and X [4, 8) overlap
          {"text":"Ada","entities":[{"type":"X","start":0,"end":3},{"type":"X","start":0,"end":3}]} | X [0, 3) and X [0, 3) overlap
          {"text":"a👩 Ada","entities":[{"type":"X","start":3,"end":6,"text":"Ada"}]} | says its text is 'Ada', but there stands ' Ad'
          {"text":"","entities":[]}                                     | the text holds no word
          {"text":" \\u00a0","entities":[]}                             | the text holds no word
          {"text":"\\ud83d Ada","entities":[]}                          | "text" holds half a surrogate pair
          {"text":"Ada"}                                                | "entities" is missing, not a list
          {"text":5,"entities":[]}                                      | "text" of the line is 5, not a string
          {"text":"Ada","entities":[{"type":"","start":0,"end":3}]}     | "type" of entity 1 is empty
          {"text":"Ada","entities":[{"start":0,"end":3}]}               | "type" of entity 1 is missing
          {"text":"Ada","entities":[{"type":"X","start":0.5,"end":3}]}  | "start" of entity 1 is 0.5, not an offset
          {"text":"Ada","entities":[{"type":"X","start":0}]}            | "end" of entity 1 is missing
          {"text":"Ada","text":"King","entities":[]}                    | not JSON: Duplicate
          {"text":"Ada","entities":[]} {}                               | not JSON: Trailing token
          {"text":"Ada"                                                 | not JSON:
          [1]                                                           | expected an object with "text"
          {"id":1}                                                      | expected an object with "text"
          {"tokens":["a","b"],"ner_tags":["O"]}                         | this line has "tokens", those before "text"
          """)
  void aBrokenLineOfSpansIsNamedWithWhatIsWrong(String line, String what) throws IOException {
    Path file = file("{\"text\":\"a good one\",\"entities\":[]}\n\n" + line + "\n");
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(DataFileException.class)
        .hasMessageStartingWith(file + ", line 3: ")
        .hasMessageContaining(what);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"tokens":["a","b"],"ner_tags":["O"]}                    | 2 tokens, but 1 ner_tags
          {"tokens":[],"ner_tags":[]}                              | "tokens" is empty
          {"tokens":["a",""],"ner_tags":["O","O"]}                 | token 2 is "", not a word
          {"tokens":["a",1],"ner_tags":["O","O"]}                  | token 2 is 1, not a word
          {"tokens":["\\ud83d"],"ner_tags":["O"]}                  | token 1 holds half a surrogate pair
          {"tokens":"a b","ner_tags":["O","O"]}                    | "tokens" is "a b", not a list
          {"tokens":["a"]}                                         | "tokens" without "ner_tags"
          {"tokens":["a"],"tags":["O"],"labels":["O"]}             | which of [tags, labels] are the labels?
          {"tokens":["a"],"ner_tags":[null]}                       | ner_tags 1 is null, not a label
          {"tokens":["a"],"ner_tags":[""]}                         | ner_tags 1 is "", not a label
          {"text":"a","entities":[]}                               | this line has "text", those before "tokens"
          """)
  void aBrokenLineOfTokensIsNamedWithWhatIsWrong(String line, String what) throws IOException {
    Path file = file("{\"tokens\":[\"a\"],\"ner_tags\":[\"O\"]}\n" + line);
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(DataFileException.class)
        .hasMessageStartingWith(file + ", line 2: ")
        .hasMessageContaining(what);
  }

  private static List<LabelledSentence> read(Path file) throws IOException {
    return JsonLinesFile.read(file, LabelScheme.BIO, List.of());
  }

  private static LabelledSentence sentence(String words, String labels) {
    return new LabelledSentence(List.of(words.split(" ", -1)), List.of(labels.split(" ", -1)));
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("a.jsonl"), text);
  }
}
