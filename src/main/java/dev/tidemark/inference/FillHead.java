package dev.tidemark.inference;

import dev.tidemark.model.TwoHeadClassifier;
import dev.tidemark.model.token.MaskToken;
import dev.tidemark.model.token.Tokens;
import dev.tidemark.model.token.Vocabulary;
import dev.tidemark.text.FillOptions;
import org.jspecify.annotations.Nullable;

/**
 * The masked-language-model head beside a tagger's own, with what it takes to use it.
 *
 * @param usualTopK candidates where a text's sender does not say how many
 */
record FillHead(
    TwoHeadClassifier classifier, MaskToken mask, Vocabulary vocabulary, int usualTopK) {

  /** That of a model; null where it has none that is to be used. */
  static @Nullable FillHead of(ServedModel model, TaggerSettings settings) {
    Vocabulary words = model.words();
    MaskToken mask = model.tokenizer().mask();
    return model.classifier() instanceof TwoHeadClassifier heads && words != null && mask != null
        ? new FillHead(heads, mask, words, settings.fillTopK())
        : null;
  }

  /** The masks of a text; null where it has none. */
  @Nullable TextMasks masks(Tokens tokens, FillOptions options) {
    return TextMasks.of(tokens, mask, options, usualTopK, vocabulary);
  }
}
