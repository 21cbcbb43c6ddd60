package dev.tidemark.adaptation.drift;

import java.util.Locale;

/** What is watched. */
public enum DriftSignal {
  /** Mean probability that the model gives to the entities it finds. */
  CONFIDENCE,

  /** In which proportion it finds types. */
  TYPES,

  /** How well it guesses hidden words, where it has a head for that. */
  WORDS;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
