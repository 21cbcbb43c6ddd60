package dev.tidemark.training.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** How every data file is opened. */
final class DataFiles {

  private static final int BUFFER_BYTES = 1 << 16;

  private DataFiles() {}

  /** Lines of UTF-8, unpacked where the name ends in {@code .gz}; wrong bytes are an error. */
  static BufferedReader open(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new DataFileException("there is no file %s".formatted(file));
    }
    InputStream in = Files.newInputStream(file);
    if (file.toString().endsWith(".gz")) {
      in = new GZIPInputStream(in, BUFFER_BYTES);
    }
    // A decoder made by hand reports bad bytes; the usual constructors replace them in silence.
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8.newDecoder()));
  }
}
