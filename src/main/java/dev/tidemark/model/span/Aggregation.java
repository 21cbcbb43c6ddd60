package dev.tidemark.model.span;

import dev.tidemark.model.LabelScheme;
import dev.tidemark.model.LabelSet;
import java.util.Locale;

/**
 * How the label probabilities of tokens become entities. All but {@link #VITERBI} and {@link #WORD}
 * are the aggregation strategies of the Hugging Face token-classification pipeline and give its
 * results.
 */
public enum Aggregation {
  /**
   * {@link #VITERBI} where the labels follow a scheme; {@link #WORD} where they are tags of words
   * (no scheme, and no {@code O}); else {@link #FIRST}.
   */
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
  /** Each word that is not {@code O} by itself, under the whole label of its first token. */
  WORD,
  /**
   * The likeliest sequence of labels among those their scheme allows (BIO, IOE2, BIOES, BILOU),
   * over words with the probabilities of their first tokens; see {@link ConstrainedDecoder}.
   */
  VITERBI;

  /** This, or what {@link #AUTO} stands for with these labels. */
  Aggregation resolve(LabelSet labels) {
    if (this != AUTO) {
      return this;
    }
    if (ConstrainedDecoder.accepts(labels)) {
      return VITERBI;
    }
    boolean tags =
        LabelScheme.of(labels.names()) == LabelScheme.NONE
            && !labels.names().contains(LabelScheme.OUTSIDE);
    return tags ? WORD : FIRST;
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
