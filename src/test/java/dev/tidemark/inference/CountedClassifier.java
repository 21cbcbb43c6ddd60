package dev.tidemark.inference;

import static java.util.Objects.requireNonNull;

import dev.tidemark.model.LabelProbabilities;
import dev.tidemark.model.LabelSet;
import dev.tidemark.model.MaskQuery;
import dev.tidemark.model.TokenBatch;
import dev.tidemark.model.TwoHeadClassifier;
import java.util.concurrent.atomic.AtomicInteger;

/** The real model, its passes counted. */
final class CountedClassifier implements TwoHeadClassifier {

  private final TwoHeadClassifier model;
  final AtomicInteger tagged = new AtomicInteger();
  final AtomicInteger filled = new AtomicInteger();

  CountedClassifier(TwoHeadClassifier model) {
    this.model = requireNonNull(model);
  }

  @Override
  public LabelSet labels() {
    return model.labels();
  }

  @Override
  public int maxTokens() {
    return model.maxTokens();
  }

  @Override
  public int padTokenId() {
    return model.padTokenId();
  }

  @Override
  public int vocabularySize() {
    return model.vocabularySize();
  }

  @Override
  public LabelProbabilities classify(TokenBatch batch) {
    tagged.incrementAndGet();
    return model.classify(batch);
  }

  @Override
  public Both classifyAndFill(TokenBatch batch, MaskQuery query) {
    filled.incrementAndGet();
    return model.classifyAndFill(batch, query);
  }

  @Override
  public void close() {
    model.close();
  }
}
