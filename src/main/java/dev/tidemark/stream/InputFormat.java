package dev.tidemark.stream;

/** How the values of the input topic are read. */
public enum InputFormat {
  /** A JSON object with a string {@code text}; what else it holds passes through. */
  JSON,
  /** The value is the text, in UTF-8. */
  TEXT
}
