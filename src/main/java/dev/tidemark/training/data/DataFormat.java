package dev.tidemark.training.data;

import java.util.Locale;

/** How labelled words are written in a file. */
public enum DataFormat {
  /** {@link #JSONL} by the name of the file, {@link #CONLL} where a column is named, else TSV. */
  AUTO,
  /** See {@link TwoColumnFile}. */
  TSV,
  /** See {@link ConllFile}. */
  CONLL,
  /** See {@link JsonLinesFile}. */
  JSONL;

  /** The name as it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
