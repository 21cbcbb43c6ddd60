package dev.tidemark.inference;

import dev.tidemark.model.token.Tokenizer;
import dev.tidemark.model.token.Tokens;
import dev.tidemark.model.token.Windows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From a text to the rows of one model. */
final class TextRows {

  private final Tokenizer tokenizer;
  private final int content;
  private final int overlap;
  private final int maxTokensPerText;

  /**
   * @param maxTokens longest row that the model takes
   */
  TextRows(Tokenizer tokenizer, int maxTokens, TaggerSettings settings) {
    this.tokenizer = tokenizer;
    this.maxTokensPerText = settings.maxTokensPerText();
    int window = Math.min(settings.windowTokens(), maxTokens);
    this.content = window - tokenizer.special().count();
    if (content < 1) {
      throw new IllegalArgumentException(
          "windows of %d tokens leave no room for text".formatted(window));
    }
    this.overlap = Math.min(settings.overlapTokens(), content / 2);
  }

  /** Tokens of a text. */
  Tokens encode(String text) throws UntaggableTextException {
    Tokens tokens;
    try {
      tokens = tokenizer.encode(text);
    } catch (RuntimeException e) {
      throw new UntaggableTextException("the tokenizer failed on this text: " + e.getMessage(), e);
    }
    if (tokens.size() > maxTokensPerText) {
      throw new UntaggableTextException(
          "the text has %d tokens, more than the %d that tidemark.text.max-tokens allows"
              .formatted(tokens.size(), maxTokensPerText));
    }
    return tokens;
  }

  List<Windows.Window> windows(Tokens tokens) {
    return Windows.cut(tokens.size(), content, overlap);
  }

  MaskedRow row(Tokens tokens, Windows.Window window, @Nullable TextMasks masks) {
    return new MaskedRow(
        tokenizer.special().wrap(tokens.ids(), window.from(), window.to()),
        masks == null ? null : masks.question(window, before()),
        System.nanoTime());
  }

  /** Special tokens at the beginning of a row. */
  int before() {
    return tokenizer.special().before().length;
  }
}
