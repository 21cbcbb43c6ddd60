package dev.tidemark.bench;

import dev.tidemark.model.TokenBatch;
import java.util.Arrays;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Size of a batch without padding.
 *
 * @param rows texts
 * @param length tokens of each
 */
public record BatchShape(int rows, int length) {

  private static final Pattern TEXT = Pattern.compile("(\\d{1,5})x(\\d{1,5})");

  /** The largest piece of a batch that a caller with one core computes: it stays in the caches. */
  private static final int PIECE_TOKENS = 1024;

  public BatchShape {
    if (rows < 1 || length < 1) {
      throw new IllegalArgumentException("a batch of %dx%d is empty".formatted(rows, length));
    }
  }

  /** Reads {@code 64x32}: 64 rows of 32 tokens. */
  public static BatchShape parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is no shape of a batch; 64x32 is one, 64 rows of 32 tokens".formatted(text));
    }
    return new BatchShape(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  /**
   * What one caller computes at a time: the whole batch, if it is the only one; else as many rows
   * of it as make about {@value #PIECE_TOKENS} tokens.
   */
  public BatchShape piece(Arrangement arrangement) {
    if (arrangement.callers() == 1) {
      return this;
    }
    return new BatchShape(Math.min(rows, Math.max(1, PIECE_TOKENS / length)), length);
  }

  /** Random tokens, none of them padding. */
  public TokenBatch fill(int vocabulary, long seed) {
    int[] ids = new Random(seed).ints((long) rows * length, 0, vocabulary).toArray();
    int[] lengths = new int[rows];
    Arrays.fill(lengths, length);
    return new TokenBatch(length, ids, lengths);
  }

  @Override
  public String toString() {
    return rows + "x" + length;
  }
}
