package dev.tidemark.app.settings;

/** What this process does. */
public enum Role {
  TAGGER
}
