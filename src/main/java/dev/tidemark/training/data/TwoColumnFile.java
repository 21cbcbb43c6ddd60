package dev.tidemark.training.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * One word a line, {@code WORD<TAB>LABEL}, a blank line between sentences, UTF-8; a name that ends
 * in {@code .gz} is unpacked. Every line that is not blank is a word: nothing is a comment.
 */
public final class TwoColumnFile {

  private TwoColumnFile() {}

  /**
   * Reads every sentence of a file.
   *
   * @throws DataFileException when a line is not of that form (which, and what stands there), the
   *     file holds no sentence, or it is not UTF-8
   */
  static List<LabelledSentence> read(Path file) throws IOException {
    SentenceCollector sentences = new SentenceCollector();
    int number = 0;
    for (String line : DataLines.of(file)) {
      number++;
      if (line.isBlank()) {
        sentences.endSentence();
        continue;
      }
      int tab = line.indexOf('\t');
      String label = line.substring(tab + 1).strip();
      if (tab <= 0 || label.isEmpty() || line.indexOf('\t', tab + 1) >= 0) {
        throw DataLines.broken(
            file,
            number,
            "expected a word, one tab and a label, but found: " + DataLines.abbreviated(line));
      }
      sentences.add(line.substring(0, tab), label);
    }
    return sentences.finish(file);
  }

  /** Writes sentences so that {@link #read} gives them back. */
  public static void write(Path file, List<LabelledSentence> sentences) throws IOException {
    StringBuilder text = new StringBuilder();
    for (LabelledSentence sentence : sentences) {
      for (int i = 0; i < sentence.words().size(); i++) {
        text.append(sentence.words().get(i)).append('\t');
        text.append(sentence.labels().get(i)).append('\n');
      }
      text.append('\n');
    }
    Files.writeString(file, text);
  }
}
