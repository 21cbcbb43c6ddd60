package dev.tidemark.app.ingest;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Lines as bytes, none longer than a limit in memory, with a digest of all that has been read. Ends
 * of line are LF or CRLF; the last line may have none.
 */
final class BoundedLines implements AutoCloseable {

  /**
   * A line without its end.
   *
   * @param number from 1
   * @param bytes null when it is longer than the limit
   * @param length of all of it
   */
  record Line(long number, byte @Nullable [] bytes, long length) {}

  private final InputStream in;
  private final int longest;
  private final MessageDigest digest = sha256();
  private final byte[] buffer = new byte[1 << 16];
  private int from;
  private int to;
  private long number;

  /**
   * @param longest bytes; what is longer is read over
   */
  BoundedLines(InputStream in, int longest) {
    this.in = in;
    this.longest = longest;
  }

  /** Lines given out so far. */
  long number() {
    return number;
  }

  /** The next one; null after the last. */
  @Nullable Line next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(256);
    long length = 0;
    boolean any = false;
    while (from < to || fill()) {
      any = true;
      int end = endOfLine();
      int part = end - from;
      digest.update(buffer, from, part);
      length += part;
      if (length <= longest) {
        line.write(buffer, from, part);
      }
      from = end;
      if (end < to) {
        from++; // over the LF
        break;
      }
    }
    if (!any) {
      return null;
    }
    digest.update((byte) '\n');
    number++;
    return new Line(number, length > longest ? null : stripped(line.toByteArray()), length);
  }

  /** SHA-256 of the lines given out so far, however the last one ended. */
  String digest() {
    try {
      return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's SHA-256 can be cloned", e);
    }
  }

  /** Whether {@link #next} has something to begin with; false may mean the end. */
  boolean ready() throws IOException {
    return from < to || in.available() > 0;
  }

  private boolean fill() throws IOException {
    from = 0;
    to = Math.max(0, in.read(buffer));
    return to > 0;
  }

  /** Index of the next LF, or of the end of the buffer. */
  private int endOfLine() {
    for (int i = from; i < to; i++) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return to;
  }

  private static byte[] stripped(byte[] line) {
    boolean carriageReturn = line.length > 0 && line[line.length - 1] == '\r';
    return carriageReturn ? Arrays.copyOf(line, line.length - 1) : line;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
