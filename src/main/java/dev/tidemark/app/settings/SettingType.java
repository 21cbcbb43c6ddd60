package dev.tidemark.app.settings;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * How the values of a setting are written, and which of them are allowed.
 *
 * @param parser from the text to the value; refuses with an {@link IllegalArgumentException}
 * @param formatter from the value to a text that parses to it again
 * @param allowed completes the sentence "must be …"
 */
public record SettingType<T>(
    Function<String, T> parser, Function<T, String> formatter, String allowed) {

  /** An enum constant {@code EXACTLY_ONCE_V2} is written {@code exactly_once_v2}. */
  static <E extends Enum<E>> SettingType<E> choice(Class<E> type) {
    return new SettingType<>(
        text -> constant(type, text), SettingType::written, "one of " + choices(type));
  }

  /** Several choices with commas between them, at least one. */
  static <E extends Enum<E>> SettingType<Set<E>> choicesOf(Class<E> type) {
    return new SettingType<>(
        text -> {
          EnumSet<E> set = EnumSet.noneOf(type);
          for (String part : text.split(",", -1)) {
            set.add(constant(type, part.strip()));
          }
          return Collections.unmodifiableSet(set);
        },
        set -> set.stream().map(SettingType::written).collect(Collectors.joining(",")),
        "one or more, with commas between them, of " + choices(type));
  }

  static SettingType<Integer> integer(int min, int max) {
    return new SettingType<>(
            Integer::valueOf, String::valueOf, "a whole number from %d to %d".formatted(min, max))
        .where(value -> value >= min && value <= max);
  }

  static SettingType<Duration> duration(Duration min, Duration max) {
    return new SettingType<>(
            DurationText::parse,
            DurationText::format,
            "a duration from %s to %s, such as 20ms, 5s, 2m or PT0.02S"
                .formatted(DurationText.format(min), DurationText.format(max)))
        .where(value -> value.compareTo(min) >= 0 && value.compareTo(max) <= 0);
  }

  /** Any text with something in it. */
  static SettingType<String> text(String allowed) {
    return new SettingType<String>(text -> text, text -> text, allowed)
        .where(text -> !text.isBlank());
  }

  /** A text that matches the whole of a regular expression. */
  static SettingType<String> matching(String regex, String allowed) {
    return text(allowed).where(text -> text.matches(regex));
  }

  /** A secret as it is, or where it stands; empty for none. */
  static SettingType<String> secretText() {
    return new SettingType<>(
        text -> text, text -> text, "a text, or file:PATH of a file that holds it");
  }

  /** Secrets that go into an HTTP header, long enough not to be guessed; empty for none. */
  static SettingType<String> tokens() {
    return new SettingType<String>(text -> text, text -> text, TokenList.ALLOWED)
        .where(text -> text.isEmpty() || TokenList.parse(text).isSound());
  }

  /** The name of a topic. */
  static SettingType<String> topic() {
    return matching(
        "(?!\\.{1,2}$)[A-Za-z0-9._-]{1,249}",
        "a topic name: up to 249 letters, digits, dots, dashes and underscores");
  }

  /**
   * The value of a text, whatever space surrounds it.
   *
   * @throws IllegalArgumentException when the text is no allowed value
   */
  T parse(String text) {
    return parser.apply(text.strip());
  }

  String format(T value) {
    return formatter.apply(value);
  }

  SettingType<T> where(Predicate<T> condition) {
    return new SettingType<>(
        text -> {
          T value = parser.apply(text);
          if (!condition.test(value)) {
            throw new IllegalArgumentException("not " + allowed);
          }
          return value;
        },
        formatter,
        allowed);
  }

  private static <E extends Enum<E>> E constant(Class<E> type, String text) {
    for (E constant : type.getEnumConstants()) {
      if (written(constant).equals(text)) {
        return constant;
      }
    }
    throw new IllegalArgumentException("not one of " + choices(type));
  }

  private static String choices(Class<? extends Enum<?>> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(SettingType::written)
        .collect(Collectors.joining(", "));
  }

  private static String written(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
