package dev.tidemark.app.settings;

/**
 * What a record of the input topic holds: a JSON object with a {@code text}, or the text itself.
 */
public enum InputFormat {
  JSON,
  TEXT
}
