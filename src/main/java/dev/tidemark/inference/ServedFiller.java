package dev.tidemark.inference;

import dev.tidemark.model.MaskFiller;
import dev.tidemark.model.token.Tokenizer;
import dev.tidemark.model.token.Vocabulary;

/**
 * A loaded masked language model with its tokenizer and its name.
 *
 * @param version what records say of it, e.g. {@code newswire@3}
 * @param filler run by the workers of a {@link BatchingFiller}
 * @param tokenizer of the same checkpoint; has a mask token
 * @param vocabulary of that tokenizer
 */
public record ServedFiller(
    String version, MaskFiller filler, Tokenizer tokenizer, Vocabulary vocabulary)
    implements AutoCloseable {

  public ServedFiller {
    if (tokenizer.mask() == null) {
      throw new IllegalArgumentException(
          "the tokenizer of %s has no mask token, so no text can show where to fill"
              .formatted(version));
    }
  }

  @Override
  public void close() {
    tokenizer.close();
    filler.close();
  }
}
