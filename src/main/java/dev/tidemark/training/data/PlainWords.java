package dev.tidemark.training.data;

import java.util.List;

/** The words of a text that nobody has labelled, cut as those of labelled spans are. */
public final class PlainWords {

  private PlainWords() {}

  /** In their order; empty for a text of blanks. */
  public static List<String> of(String text) {
    return new SpanWords(text, List.of()).plain();
  }
}
