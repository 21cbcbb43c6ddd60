package dev.tidemark.inference;

import dev.tidemark.model.TokenClassifier;
import dev.tidemark.model.token.Tokenizer;

/**
 * A loaded model with its tokenizer and its name.
 *
 * @param version what records say of it, e.g. {@code newswire@2}
 * @param classifier run by the workers of a tagger
 * @param tokenizer of the same checkpoint
 */
public record ServedModel(String version, TokenClassifier classifier, Tokenizer tokenizer)
    implements AutoCloseable {

  @Override
  public void close() {
    tokenizer.close();
    classifier.close();
  }
}
