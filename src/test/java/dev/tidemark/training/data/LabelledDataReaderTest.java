package dev.tidemark.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.model.LabelScheme;
import dev.tidemark.testing.SharedData;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabelledDataReaderTest {

  private static final LabelledSentence ADA =
      new LabelledSentence(List.of("Ada", "sings"), List.of("B-PER", "O"));

  @TempDir private Path folder;

  @Test
  void theFormatIsToldByNameOrColumn() throws IOException {
    Path tsv = file("a.tsv", "Ada\tB-PER\nsings\tO\n");
    Path columns = file("a.conll", "Ada NNP B-PER\nsings VBZ O\n");
    Path tokens = file("a.jsonl", "{\"tokens\":[\"Ada\",\"sings\"],\"tags\":[\"B-PER\",\"O\"]}");
    String spans =
        "{\"text\":\"Ada sings\",\"entities\":[{\"type\":\"PER\",\"start\":0,\"end\":3}]}";
    Path packed = folder.resolve("b.jsonl.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write(spans.getBytes(StandardCharsets.UTF_8));
    }
    Path odd = file("a.json", spans);

    assertThat(LabelledDataReader.AUTO.read(tsv)).containsExactly(ADA);
    assertThat(LabelledDataReader.AUTO.read(tokens)).containsExactly(ADA);
    assertThat(LabelledDataReader.AUTO.read(packed)).containsExactly(ADA);
    assertThat(reader(DataFormat.AUTO, 3, null).read(columns)).containsExactly(ADA);
    assertThat(reader(DataFormat.CONLL, null, null).read(columns)).containsExactly(ADA);
    assertThat(reader(DataFormat.JSONL, null, null).read(odd)).containsExactly(ADA);
    assertThatThrownBy(() -> LabelledDataReader.AUTO.read(odd))
        .isInstanceOf(DataFileException.class)
        .hasMessageContaining("one tab");
  }

  @Test
  void schemesThatNamesCannotTellBecomeTheCommonerOnes() throws IOException {
    Path iob1 = file("a.tsv", "Ada\tI-PER\nKing\tI-PER\nBob\tB-PER\nRome\tI-LOC\n");
    assertThat(LabelledDataReader.AUTO.read(iob1).get(0).labels())
        .containsExactly("B-PER", "I-PER", "B-PER", "B-LOC");
    Path ioe1 = file("b.tsv", "Ada\tI-PER\nKing\tE-PER\nBob\tI-PER\nRome\tI-LOC\n");
    assertThat(LabelledDataReader.AUTO.read(ioe1).get(0).labels())
        .containsExactly("I-PER", "E-PER", "E-PER", "E-LOC");
  }

  @Test
  void theSchemeCanBeSaid() throws IOException {
    Path broken = file("a.tsv", "Ada\tI-PER\n");
    assertThat(reader(DataFormat.AUTO, null, LabelScheme.BIO).read(broken).get(0).labels())
        .as("left as it is")
        .containsExactly("I-PER");
    assertThatThrownBy(
            () ->
                reader(DataFormat.AUTO, null, LabelScheme.BILOU)
                    .read(file("b.tsv", "met\tO\n\nAda\tS-PER\n")))
        .isInstanceOf(DataFileException.class)
        .hasMessageContainingAll("b.tsv, sentence 2:", "'S-PER' is no label of the scheme bilou");
    Path spans =
        file("a.jsonl", "{\"text\":\"Ada\",\"entities\":[{\"type\":\"X\",\"start\":0,\"end\":3}]}");
    assertThat(reader(DataFormat.AUTO, null, LabelScheme.BIOES).read(spans).get(0).labels())
        .containsExactly("S-X");
    assertThatThrownBy(() -> reader(DataFormat.AUTO, null, LabelScheme.NONE).read(spans))
        .isInstanceOf(DataFileException.class)
        .hasMessageContainingAll("line 1", "scheme none");
    assertThat(reader(DataFormat.AUTO, null, LabelScheme.NONE).read(broken).get(0).labels())
        .containsExactly("I-PER");
  }

  @Test
  void columnsThatCannotBeAreRefused() {
    assertThatThrownBy(() -> reader(DataFormat.AUTO, 0, null)).hasMessageContaining("no column 0");
    assertThatThrownBy(() -> reader(DataFormat.AUTO, 1, null))
        .hasMessageContaining("both be in column 1");
    assertThatThrownBy(() -> reader(DataFormat.TSV, 2, null))
        .hasMessageContaining("tsv files have no columns");
  }

  @Test
  void realFilesAreOfTheSchemeTheyShouldBe() throws IOException {
    Path pos = SharedData.require("data/pos/gum-upos.dev.tsv");
    Path ner = SharedData.require("data/ner/measure/conll2003.dev.tsv");
    assertThat(LabelledDataReader.schemeOf(LabelledDataReader.AUTO.read(pos)))
        .isEqualTo(LabelScheme.NONE);
    assertThat(LabelledDataReader.schemeOf(LabelledDataReader.AUTO.read(ner)))
        .isEqualTo(LabelScheme.BIO);
  }

  private static LabelledDataReader reader(
      DataFormat format, @Nullable Integer column, @Nullable LabelScheme scheme) {
    return new LabelledDataReader(format, column, 1, scheme, List.of());
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
