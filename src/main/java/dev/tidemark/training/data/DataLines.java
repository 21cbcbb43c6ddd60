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
 * The lines of a data file: UTF-8, with or without the byte order mark that Windows editors write;
 * a name that ends in {@code .gz} is unpacked.
 */
final class DataLines {

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private DataLines() {}

  /**
   * Reads them all.
   *
   * @throws DataFileException when there is no such file, or it is not UTF-8, or not what its name
   *     says
   */
  static List<String> of(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    try (BufferedReader reader = open(file)) {
      String line;
      while ((line = reader.readLine()) != null) {
        boolean marked = lines.isEmpty() && line.startsWith(BYTE_ORDER_MARK);
        lines.add(marked ? line.substring(1) : line);
      }
    } catch (CharacterCodingException e) {
      throw new DataFileException(
          "%s is not UTF-8 (after line %d)".formatted(file, lines.size()), e);
    } catch (ZipException | EOFException e) {
      throw new DataFileException(
          "%s is no whole gzip file (after line %d)".formatted(file, lines.size()), e);
    }
    return lines;
  }

  private static BufferedReader open(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new DataFileException("there is no file %s".formatted(file));
    }
    InputStream in = Files.newInputStream(file);
    if (file.toString().endsWith(".gz")) {
      try {
        in = new GZIPInputStream(in, 1 << 16);
      } catch (IOException e) {
        in.close();
        throw e;
      }
    }
    // A decoder made by hand reports bad bytes; the usual constructors replace them in silence.
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
  }

  /** What is wrong with a line, counted from 1. */
  static DataFileException broken(Path file, int line, String what) {
    return new DataFileException("%s, line %d: %s".formatted(file, line, what));
  }

  /** Enough of a line to find it by. */
  static String abbreviated(String line) {
    return line.length() <= 60 ? line : line.substring(0, 60) + "…";
  }
}
