package dev.tidemark.inference;

import dev.tidemark.model.LabelProbabilities;
import dev.tidemark.model.LabelSet;
import dev.tidemark.model.TokenBatch;
import dev.tidemark.model.TokenClassifier;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The real model, with something that happens before each batch, or to its result. */
final class WatchedClassifier implements TokenClassifier {

  volatile Consumer<TokenBatch> before = batch -> {};
  volatile UnaryOperator<LabelProbabilities> after = right -> right;
  @Nullable TokenClassifier loaded;

  TokenClassifier loaded() {
    return Objects.requireNonNull(loaded);
  }

  @Override
  public LabelSet labels() {
    return loaded().labels();
  }

  @Override
  public int maxTokens() {
    return loaded().maxTokens();
  }

  @Override
  public int padTokenId() {
    return loaded().padTokenId();
  }

  @Override
  public LabelProbabilities classify(TokenBatch batch) {
    before.accept(batch);
    return after.apply(loaded().classify(batch));
  }

  @Override
  public void close() {
    loaded().close();
  }
}
