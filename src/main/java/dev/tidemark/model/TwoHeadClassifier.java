package dev.tidemark.model;

/**
 * A token-classification model whose encoder carries a masked-language-model head, too. Batches
 * without masks go through {@link #classify} and pay nothing for it.
 */
public interface TwoHeadClassifier extends TokenClassifier {

  /** Words that it knows. */
  int vocabularySize();

  /** Both heads on one forward pass of the encoder. */
  Both classifyAndFill(TokenBatch batch, MaskQuery query);

  /** What the heads say. */
  record Both(LabelProbabilities labels, WordProbabilities words) {}
}
