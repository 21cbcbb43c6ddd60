package dev.tidemark.stream;

import java.util.Locale;

/** How the values of the input topic are read. */
public enum InputFormat {
  /** A JSON object with a string {@code text}; what else it holds passes through. */
  JSON,
  /** The value is the text, in UTF-8. */
  TEXT;

  /** By its name in the settings, {@code json} or {@code text}. */
  public static InputFormat named(String name) {
    for (InputFormat format : values()) {
      if (format.name().toLowerCase(Locale.ROOT).equals(name)) {
        return format;
      }
    }
    throw new IllegalArgumentException("input format '" + name + "' is neither json nor text");
  }
}
