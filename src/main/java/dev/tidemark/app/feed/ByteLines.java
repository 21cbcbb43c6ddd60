package dev.tidemark.app.feed;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Lines as bytes, so that a line that is not UTF-8 can be judged, or passed on, as it stands. Ends
 * of line are LF or CRLF; the last line may have none.
 */
final class ByteLines implements AutoCloseable {

  private final InputStream in;

  ByteLines(InputStream in) {
    this.in = new BufferedInputStream(in, 1 << 16);
  }

  /** The next line without its end; null after the last. */
  byte @Nullable [] next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    int b = in.read();
    if (b < 0) {
      return null;
    }
    while (b >= 0 && b != '\n') {
      line.write(b);
      b = in.read();
    }
    byte[] bytes = line.toByteArray();
    int length = bytes.length;
    boolean carriageReturn = length > 0 && bytes[length - 1] == '\r';
    return carriageReturn ? java.util.Arrays.copyOf(bytes, length - 1) : bytes;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
