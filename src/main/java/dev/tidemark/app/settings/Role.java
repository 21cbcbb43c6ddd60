package dev.tidemark.app.settings;

/** What this process does. */
public enum Role {
  /** Finds entities. */
  TAGGER,

  /** Learns from corrections, one process at a time. */
  TRAINER
}
