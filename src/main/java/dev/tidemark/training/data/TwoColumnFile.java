package dev.tidemark.training.data;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * One word a line, {@code WORD<TAB>LABEL}, a blank line between sentences, UTF-8; a name that ends
 * in {@code .gz} is unpacked.
 */
public final class TwoColumnFile {

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private TwoColumnFile() {}

  /**
   * Reads every sentence of a file.
   *
   * @throws DataFileException when a line is not of that form (which, and what stands there), the
   *     file holds no sentence, or it is not UTF-8
   */
  public static List<LabelledSentence> read(Path file) throws IOException {
    List<LabelledSentence> sentences = new ArrayList<>();
    List<String> words = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    int number = 0;
    try (BufferedReader lines = open(file)) {
      String line;
      while ((line = lines.readLine()) != null) {
        number++;
        if (number == 1 && line.startsWith(BYTE_ORDER_MARK)) { // Windows editors write one
          line = line.substring(1);
        }
        if (line.isBlank()) {
          flush(words, labels, sentences);
          continue;
        }
        int tab = line.indexOf('\t');
        String label = line.substring(tab + 1).strip();
        if (tab <= 0 || label.isEmpty() || line.indexOf('\t', tab + 1) >= 0) {
          throw new DataFileException(
              "%s, line %d: expected a word, one tab and a label, but found: %s"
                  .formatted(file, number, abbreviated(line)));
        }
        words.add(line.substring(0, tab));
        labels.add(label);
      }
    } catch (CharacterCodingException e) {
      throw new DataFileException("%s is not UTF-8 (after line %d)".formatted(file, number), e);
    } catch (ZipException | EOFException e) {
      throw new DataFileException(
          "%s is no whole gzip file (after line %d)".formatted(file, number), e);
    }
    flush(words, labels, sentences);
    if (sentences.isEmpty()) {
      throw new DataFileException("%s holds no sentence".formatted(file));
    }
    return sentences;
  }

  private static BufferedReader open(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new DataFileException("there is no file %s".formatted(file));
    }
    InputStream in = Files.newInputStream(file);
    if (file.toString().endsWith(".gz")) {
      in = new GZIPInputStream(in, 1 << 16);
    }
    // A decoder made by hand reports bad bytes; the usual constructors replace them in silence.
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
  }

  private static void flush(
      List<String> words, List<String> labels, List<LabelledSentence> sentences) {
    if (!words.isEmpty()) {
      sentences.add(new LabelledSentence(words, labels));
      words.clear();
      labels.clear();
    }
  }

  private static String abbreviated(String line) {
    return line.length() <= 60 ? line : line.substring(0, 60) + "…";
  }
}
