package dev.tidemark.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConllFileTest {

  /** As CoNLL-2003 is written; the sentences are ours. */
  private static final String COLUMNS_2003 =
      """
      -DOCSTART- -X- -X- O

      Ada NNP B-NP B-PER
      sings VBZ B-VP O
      # NN B-NP O
      #Rome NN B-NP B-LOC
      -DOCSTART- -X- O O
      Rome NNP I-NP B-LOC
      """;

  private static final String CONLL_U =
      """
      # newpar
      # text = Ada kann's in New York
      1\tAda\tAda\tPROPN\t_\t_\t2\tnsubj\t_\t_
      2-3\tkann's\t_\t_\t_\t_\t_\t_\t_\t_
      2\tkann\tkönnen\tAUX\t_\t_\t0\troot\t_\t_
      3\tes\tes\tPRON\t_\t_\t2\tobj\t_\t_
      3.1\tsingen\tsingen\tVERB\t_\t_\t_\t_\t_\t_
      4\tNew York\tNew York\tPROPN\t_\t_\t2\tobl\t_\t_

      #sent_id=2
      1\t#\t#\tSYM\t_\t_\t0\troot\t_\t_
      """;

  @TempDir private Path folder;

  @Test
  void readsTheColumnsOfConll2003() throws IOException {
    Path file = file("eng.train", COLUMNS_2003);
    assertThat(ConllFile.read(file, 1, 4))
        .containsExactly(
            sentence("Ada sings # #Rome", "B-PER O O B-LOC"), sentence("Rome", "B-LOC"));
    assertThat(ConllFile.read(file, 1, -1)).isEqualTo(ConllFile.read(file, 1, 4));
    assertThat(ConllFile.read(file, -4, 2))
        .containsExactly(sentence("Ada sings # #Rome", "NNP VBZ NN NN"), sentence("Rome", "NNP"));
  }

  @Test
  void readsConllU() throws IOException {
    assertThat(ConllFile.read(file("de.conllu", CONLL_U), 2, 4))
        .containsExactly(
            new LabelledSentence(
                List.of("Ada", "kann", "es", "New York"), List.of("PROPN", "AUX", "PRON", "PROPN")),
            sentence("#", "SYM"));
  }

  @Test
  void commentsStandBeforeASentenceOnly() throws IOException {
    // With spaces, as MultiCoNER writes it: "# id", and a word that begins with the sign.
    Path spaces =
        file("a.conll", "# id 1 domain=en\n#Rome _ _ B-LOC\n# _ _ O\n\n#\nAda _ _ B-PER\n");
    assertThat(ConllFile.read(spaces, 1, -1))
        .containsExactly(sentence("#Rome #", "B-LOC O"), sentence("Ada", "B-PER"));
    // With tabs the tab tells.
    Path tabs = file("b.conll", "# id 1\n#Rome\tB-LOC\n#\tO\n\n# \tO\n");
    assertThatThrownBy(() -> ConllFile.read(file("c.conll", "a\tO\n# in it\n"), 1, 2))
        .hasMessageContaining("line 2: 1 columns, but the lines before have 2");
    assertThat(ConllFile.read(tabs, 1, 2))
        .containsExactly(sentence("#Rome #", "B-LOC O"), sentence("#", "O"));
  }

  @Test
  void readsPackedFilesAndWhatWindowsWrites() throws IOException {
    Path packed = folder.resolve("a.conll.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write(("\uFEFF" + COLUMNS_2003.replace("\n", "\r\n")).getBytes(StandardCharsets.UTF_8));
    }
    assertThat(ConllFile.read(packed, 1, 4)).hasSize(2);
  }

  @Test
  void aMissingOrAdditionalColumnIsNamed() throws IOException {
    Path file = file("bad", "Ada NNP B-PER\n\nsings B-VP\n");
    assertThatThrownBy(() -> ConllFile.read(file, 1, -1))
        .isInstanceOf(DataFileException.class)
        .hasMessageContainingAll(file + ", line 3:", "2 columns", "have 3", "sings B-VP");
    assertThatThrownBy(() -> ConllFile.read(file, 1, 4))
        .isInstanceOf(DataFileException.class)
        .hasMessageContainingAll(file + ", line 1:", "no column 4 for the label", "3 columns");
    assertThatThrownBy(() -> ConllFile.read(file, -4, 2))
        .hasMessageContaining("no column -4 for the word");
    Path empty = file("empty", "Ada\t\tO\n");
    assertThatThrownBy(() -> ConllFile.read(empty, 1, 2))
        .isInstanceOf(DataFileException.class)
        .hasMessageContaining(empty + ", line 1: column 2, the label, is empty");
  }

  @Test
  void aFileWithoutWordsIsNamed() throws IOException {
    Path file = file("empty", "# nothing\n-DOCSTART- O\n\n");
    assertThatThrownBy(() -> ConllFile.read(file, 1, 2))
        .isInstanceOf(DataFileException.class)
        .hasMessageContainingAll(file.toString(), "no sentence");
  }

  private static LabelledSentence sentence(String words, String labels) {
    return new LabelledSentence(List.of(words.split(" ", -1)), List.of(labels.split(" ", -1)));
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
