package dev.tidemark.training.data;

import dev.tidemark.text.LabelledSpan;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Whether the entities that somebody marked in a text can all be right. */
public final class SpanCheck {

  private SpanCheck() {}

  /**
   * What is wrong with them, for people: beyond the text, empty, half a character, nothing but
   * white space, overlapping. Nothing where they can all be right, in whatever order they stand.
   */
  public static Optional<String> fault(String text, List<LabelledSpan> spans) {
    for (LabelledSpan span : spans) {
      Optional<String> fault = fault(text, span);
      if (fault.isPresent()) {
        return fault;
      }
    }
    List<LabelledSpan> sorted =
        spans.stream().sorted(Comparator.comparingInt(LabelledSpan::start)).toList();
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i).start() < sorted.get(i - 1).end()) {
        return Optional.of(
            "the entities %s and %s overlap".formatted(sorted.get(i - 1), sorted.get(i)));
      }
    }
    return Optional.empty();
  }

  private static Optional<String> fault(String text, LabelledSpan span) {
    int start = span.start();
    int end = span.end();
    if (start < 0 || end > text.length()) {
      return Optional.of(
          "the entity %s reaches beyond the text, which has %d UTF-16 code units"
              .formatted(span, text.length()));
    }
    if (start >= end) {
      return Optional.of("the entity %s is empty".formatted(span));
    }
    if (insidePair(text, start) || insidePair(text, end)) {
      return Optional.of(
          "the entity %s cuts a character in two: offsets count UTF-16 code units, and position %d is between the halves of a surrogate pair"
              .formatted(span, insidePair(text, start) ? start : end));
    }
    return isBlank(text.substring(start, end))
        ? Optional.of("the entity %s holds only white space".formatted(span))
        : Optional.empty();
  }

  private static boolean insidePair(String text, int at) {
    return at > 0
        && at < text.length()
        && Character.isHighSurrogate(text.charAt(at - 1))
        && Character.isLowSurrogate(text.charAt(at));
  }

  /** Whether there is no word in it. */
  static boolean isBlank(String text) {
    return text.codePoints().allMatch(SpanCheck::isSpace);
  }

  /** No-break spaces too, which {@link Character#isWhitespace} leaves out. */
  static boolean isSpace(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }
}
