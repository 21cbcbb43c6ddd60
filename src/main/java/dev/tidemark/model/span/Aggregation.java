package dev.tidemark.model.span;

import dev.tidemark.model.LabelSet;
import java.util.Locale;

/**
 * How the label probabilities of tokens become entities. All but {@link #VITERBI} are the
 * aggregation strategies of the Hugging Face token-classification pipeline and give its results.
 */
public enum Aggregation {
  /** {@link #VITERBI} where the labels are BIO, else {@link #FIRST}. */
  AUTO,
  /** Every token that is not {@code O} is an entity of its own, its type the whole label. */
  NONE,
  /** Each token has its likeliest label; neighbours of one type join, a {@code B-} starts anew. */
  SIMPLE,
  /** As SIMPLE, over words: a word has the label of its first token. */
  FIRST,
  /** As SIMPLE, over words: a word has the likeliest label after averaging its tokens. */
  AVERAGE,
  /** As SIMPLE, over words: a word has the label of its most confident token. */
  MAX,
  /**
   * The likeliest sequence of labels among those the IOB2 scheme allows, over words with the
   * probabilities of their first tokens. Needs {@code B-}, {@code I-} and {@code O} labels; see
   * {@link ConstrainedDecoder}.
   */
  VITERBI;

  /** This, or what {@link #AUTO} stands for with these labels. */
  Aggregation resolve(LabelSet labels) {
    if (this != AUTO) {
      return this;
    }
    return ConstrainedDecoder.accepts(labels) ? VITERBI : FIRST;
  }

  /** Whether tokens are first put together to words. */
  boolean overWords() {
    return this != NONE && this != SIMPLE;
  }

  /** The name as it is written in settings and on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
