package dev.tidemark.app;

import dev.tidemark.app.cli.UsageException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A training file and what its sentences count in the loss, written {@code FILE} or {@code
 * FILE:WEIGHT}.
 *
 * @param weight more than 0; 1 for ordinary data, less for data with many errors
 */
record WeightedFile(Path file, float weight) {

  private static final Pattern WITH_WEIGHT = Pattern.compile("(.+):(\\d*\\.?\\d+)");

  static WeightedFile parse(String text) {
    Matcher matcher = WITH_WEIGHT.matcher(text);
    if (!matcher.matches()) {
      return new WeightedFile(Path.of(text), 1);
    }
    float weight = Float.parseFloat(matcher.group(2));
    if (weight <= 0) {
      throw new UsageException(
          "%s: the weight must be more than 0; leave the file out instead".formatted(text));
    }
    return new WeightedFile(Path.of(matcher.group(1)), weight);
  }
}
