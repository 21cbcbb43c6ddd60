package dev.tidemark.model.store;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One version of a model, written {@code NAME@N}. Names become folders and object keys, so they
 * hold nothing that a path could be made of.
 *
 * @param name up to 100 letters, digits, dots, dashes and underscores; a letter or digit first
 * @param number from 1, ascending within a name, never given twice
 */
public record ModelVersion(String name, int number) implements Comparable<ModelVersion> {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");
  private static final Pattern WRITTEN = Pattern.compile("([^@]+)@([1-9]\\d{0,8})");
  private static final Comparator<ModelVersion> ORDER =
      Comparator.comparing(ModelVersion::name).thenComparingInt(ModelVersion::number);

  public ModelVersion {
    requireName(name);
    if (number < 1 || number > 999_999_999) {
      throw new IllegalArgumentException("versions are numbered from 1, not " + number);
    }
  }

  /**
   * The inverse of {@link #toString}.
   *
   * @throws IllegalArgumentException when the text is no version
   */
  public static ModelVersion parse(String text) {
    Matcher matcher = WRITTEN.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is no version; write NAME@N, e.g. newswire@3".formatted(text));
    }
    return new ModelVersion(matcher.group(1), Integer.parseInt(matcher.group(2)));
  }

  /** Whether {@link #parse} would accept it. */
  public static boolean isVersion(String text) {
    Matcher matcher = WRITTEN.matcher(text);
    return matcher.matches() && isName(matcher.group(1));
  }

  /** Whether it may be the name of a model. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  static String requireName(String name) {
    if (!isName(name)) {
      throw new IllegalArgumentException(
          "'%s' is no name for a model; up to 100 letters, digits, dots, dashes and underscores, a letter or digit first"
              .formatted(name));
    }
    return name;
  }

  @Override
  public int compareTo(ModelVersion other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return name + "@" + number;
  }
}
