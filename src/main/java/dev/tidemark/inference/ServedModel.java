package dev.tidemark.inference;

import dev.tidemark.model.TokenClassifier;
import dev.tidemark.model.TwoHeadClassifier;
import dev.tidemark.model.token.Tokenizer;
import dev.tidemark.model.token.Vocabulary;
import org.jspecify.annotations.Nullable;

/**
 * A loaded model with its tokenizer and its name.
 *
 * @param version what records say of it, e.g. {@code newswire@3}
 * @param classifier run by the workers of a tagger
 * @param tokenizer of the same checkpoint
 * @param words of that tokenizer, for a {@link TwoHeadClassifier} that is to fill masks; else null
 */
public record ServedModel(
    String version, TokenClassifier classifier, Tokenizer tokenizer, @Nullable Vocabulary words)
    implements AutoCloseable {

  /** One that fills no masks. */
  public ServedModel(String version, TokenClassifier classifier, Tokenizer tokenizer) {
    this(version, classifier, tokenizer, null);
  }

  @Override
  public void close() {
    tokenizer.close();
    classifier.close();
  }
}
