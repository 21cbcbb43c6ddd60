package dev.tidemark.guarantee.world;

import dev.tidemark.model.LabelProbabilities;
import dev.tidemark.model.TokenBatch;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * What goes wrong in a model. Called by whoever runs batches, perhaps by several threads.
 *
 * <p>A fault that waits for a word travels in the record, and so fires wherever the record ends up.
 */
@FunctionalInterface
public interface Fault {

  /** Nothing goes wrong. */
  Fault NONE = (batch, model) -> model.get();

  /**
   * Runs the model, or does not.
   *
   * @param model what it says of the batch
   */
  LabelProbabilities around(TokenBatch batch, Supplier<LabelProbabilities> model);

  /** This around that. */
  default Fault and(Fault inner) {
    return (batch, model) -> around(batch, () -> inner.around(batch, model));
  }

  /** Whether a batch holds a word. */
  static boolean holds(TokenBatch batch, String word) {
    int id = HashedWords.id(word);
    return Arrays.stream(batch.ids()).anyMatch(other -> other == id);
  }
}
