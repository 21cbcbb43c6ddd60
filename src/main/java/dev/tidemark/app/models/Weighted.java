package dev.tidemark.app.models;

import dev.tidemark.app.cli.UsageException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A name and how much it counts, written {@code NAME} or {@code NAME:WEIGHT}.
 *
 * @param weight more than 0; 1 where none is written
 */
public record Weighted(String name, float weight) {

  private static final Pattern WITH_WEIGHT = Pattern.compile("(.+):(\\d*\\.?\\d+)");

  /**
   * Reads it.
   *
   * @param what is named, for the message
   * @throws UsageException when the weight is 0
   */
  public static Weighted parse(String text, String what) {
    Matcher matcher = WITH_WEIGHT.matcher(text);
    if (!matcher.matches()) {
      return new Weighted(text, 1);
    }
    float weight = Float.parseFloat(matcher.group(2));
    if (weight <= 0) {
      throw new UsageException(
          "%s: the weight must be more than 0; leave the %s out instead".formatted(text, what));
    }
    return new Weighted(matcher.group(1), weight);
  }
}
