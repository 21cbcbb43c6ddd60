package dev.tidemark.training.loop;

import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.checkpoint.Tensor;
import dev.tidemark.training.TrainingStart;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a training begins: at its beginning, or where a snapshot was taken. Continued with the same
 * data, settings and one thread, it comes to the same weights as if it had never been interrupted.
 *
 * @param from the snapshot; null for a training from its beginning
 */
public record Continuation<M extends Measured>(@Nullable Snapshot<M> from) {

  /** Step and tokens that others have done already. */
  public Progress<M> reached() {
    return from == null ? Progress.none() : from.progress();
  }

  /** What the model is given: what a new training is, or what the snapshot says it has become. */
  public TrainingStart start(TrainingStart fresh) {
    if (from == null) {
      return fresh;
    }
    return new TrainingStart(
        weights(fresh.checkpoint(), from.weights()),
        fresh.dtype(),
        fresh.regularisation(),
        fresh.optimizer(),
        from.optimizer());
  }

  /**
   * Trains to the end.
   *
   * @param loop with a model that was given {@link #start}
   * @param like the checkpoint that the training began with
   */
  public Outcome<M> run(TrainingLoop<?, M> loop, Checkpoint like) {
    if (from == null) {
      return loop.run();
    }
    return loop.run(from.progress(), from.best().isEmpty() ? null : weights(like, from.best()));
  }

  private static Checkpoint weights(Checkpoint like, Map<String, Tensor> tensors) {
    return new Checkpoint(like.config(), tensors, like.tokenizerFiles());
  }
}
