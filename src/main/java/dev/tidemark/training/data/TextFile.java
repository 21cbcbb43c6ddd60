package dev.tidemark.training.data;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipException;

/**
 * Running text, one text or paragraph a line, UTF-8; blank lines are passed over. A name that ends
 * in {@code .gz} is unpacked.
 */
public final class TextFile {

  private TextFile() {}

  /**
   * Reads every text of a file.
   *
   * @throws DataFileException when it is not there, not UTF-8, cut off, or holds no text
   */
  public static List<String> read(Path file) throws IOException {
    List<String> texts = new ArrayList<>();
    try (BufferedReader lines = DataFiles.open(file)) {
      String line;
      while ((line = lines.readLine()) != null) {
        if (!line.isBlank()) {
          texts.add(line);
        }
      }
    } catch (CharacterCodingException e) {
      throw new DataFileException(
          "%s is not UTF-8 (after text %d)".formatted(file, texts.size()), e);
    } catch (ZipException | EOFException e) {
      throw new DataFileException(
          "%s is no whole gzip file (after text %d)".formatted(file, texts.size()), e);
    }
    if (texts.isEmpty()) {
      throw new DataFileException("%s holds no text".formatted(file));
    }
    return texts;
  }
}
