package dev.tidemark.app.feed;

import dev.tidemark.stream.InputFormat;
import dev.tidemark.stream.TextRecordReader;
import dev.tidemark.text.TextRecord;

/** A line of input: a JSON object when it begins with a brace, else a text. */
public final class TextLine {

  private static final TextRecordReader JSON = new TextRecordReader(InputFormat.JSON);
  private static final TextRecordReader PLAIN = new TextRecordReader(InputFormat.TEXT);

  private TextLine() {}

  static boolean isJson(byte[] line) {
    for (byte b : line) {
      if (b != ' ' && b != '\t') {
        return b == '{';
      }
    }
    return false;
  }

  /**
   * The record of a line.
   *
   * @throws dev.tidemark.stream.BrokenInputException when it is not UTF-8, or JSON without a text
   */
  public static TextRecord read(byte[] line) {
    return (isJson(line) ? JSON : PLAIN).read(line);
  }
}
