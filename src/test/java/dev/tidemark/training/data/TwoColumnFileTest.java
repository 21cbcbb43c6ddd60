package dev.tidemark.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TwoColumnFileTest {

  private static final String TEXT = "Žižek\tB-PER\nsings\tO\n\n中文\tB-LOC\n\n\n \n👩‍🚀\tO\n";
  private static final List<LabelledSentence> SENTENCES =
      List.of(
          new LabelledSentence(List.of("Žižek", "sings"), List.of("B-PER", "O")),
          new LabelledSentence(List.of("中文"), List.of("B-LOC")),
          new LabelledSentence(List.of("👩‍🚀"), List.of("O")));

  @TempDir private Path folder;

  @Test
  void readsSentences() throws IOException {
    assertThat(TwoColumnFile.read(file("a.tsv", TEXT))).isEqualTo(SENTENCES);
  }

  @Test
  void readsWhatWindowsWrites() throws IOException {
    assertThat(TwoColumnFile.read(file("a.tsv", TEXT.replace("\n", "\r\n")))).isEqualTo(SENTENCES);
    assertThat(TwoColumnFile.read(file("b.tsv", "\uFEFF" + TEXT.replace("\n", "\r\n"))))
        .isEqualTo(SENTENCES);
  }

  @Test
  void readsWhatItWrites() throws IOException {
    Path file = folder.resolve("written.tsv");
    TwoColumnFile.write(file, SENTENCES);
    assertThat(TwoColumnFile.read(file)).isEqualTo(SENTENCES);
  }

  @Test
  void theLastSentenceNeedsNoEndOfLine() throws IOException {
    assertThat(TwoColumnFile.read(file("a.tsv", TEXT.stripTrailing()))).isEqualTo(SENTENCES);
  }

  @Test
  void readsPackedFiles() throws IOException {
    Path packed = folder.resolve("a.tsv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write(TEXT.getBytes(StandardCharsets.UTF_8));
    }
    assertThat(TwoColumnFile.read(packed)).isEqualTo(SENTENCES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"no tab", "\tO", "word\t", "a\tb\tc", "word O", "word\t "})
  void aBadLineIsNamedWithItsNumber(String line) throws IOException {
    Path file = file("bad.tsv", "Ada\tB-PER\n\nsings\tO\n" + line + "\nx\tO\n");
    assertThatThrownBy(() -> TwoColumnFile.read(file))
        .isInstanceOf(DataFileException.class)
        .hasMessageContainingAll(file + ", line 4:", "one tab", line);
  }

  @Test
  void aLongBadLineIsCutInTheMessage() throws IOException {
    Path file = file("bad.tsv", "x".repeat(10_000));
    assertThatThrownBy(() -> TwoColumnFile.read(file))
        .hasMessageContaining("line 1:")
        .hasMessageEndingWith("…")
        .message()
        .hasSizeLessThan(300);
  }

  @Test
  void whatIsNotUtf8IsRefusedNotMended() throws IOException {
    Path file = folder.resolve("latin1.tsv");
    Files.write(file, "Ada\tO\nŽ\tO\nÉmile\tB-PER\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> TwoColumnFile.read(file))
        .isInstanceOf(DataFileException.class)
        .hasMessageContainingAll("latin1.tsv", "not UTF-8");
  }

  @Test
  void whatIsNotPackedIsNamed() throws IOException {
    Path file = file("plain.tsv.gz", TEXT);
    assertThatThrownBy(() -> TwoColumnFile.read(file))
        .isInstanceOf(DataFileException.class)
        .hasMessageContainingAll("plain.tsv.gz", "gzip");
  }

  @Test
  void aPackedFileCutShortIsNamed() throws IOException {
    Path packed = folder.resolve("cut.tsv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write(TEXT.getBytes(StandardCharsets.UTF_8));
    }
    byte[] whole = Files.readAllBytes(packed);
    Files.write(packed, Arrays.copyOf(whole, whole.length - 12));
    assertThatThrownBy(() -> TwoColumnFile.read(packed))
        .isInstanceOf(DataFileException.class)
        .hasMessageContainingAll("cut.tsv.gz", "gzip");
  }

  @Test
  void absentAndEmptyFilesAreNamed() throws IOException {
    Path absent = folder.resolve("absent.tsv");
    assertThatThrownBy(() -> TwoColumnFile.read(absent))
        .isInstanceOf(DataFileException.class)
        .hasMessageContaining(absent.toString());
    assertThatThrownBy(() -> TwoColumnFile.read(folder)).isInstanceOf(DataFileException.class);
    Path empty = file("empty.tsv", "\n\n");
    assertThatThrownBy(() -> TwoColumnFile.read(empty))
        .isInstanceOf(DataFileException.class)
        .hasMessageContainingAll(empty.toString(), "no sentence");
  }

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
