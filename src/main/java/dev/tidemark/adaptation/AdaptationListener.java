package dev.tidemark.adaptation;

import dev.tidemark.training.TaggingScore;
import dev.tidemark.training.loop.TrainingListener;

/** Told how a run goes, step by step. */
public interface AdaptationListener extends TrainingListener<TaggingScore> {

  /** Data was split: so many corrections are learnt from, so many measured on. */
  void split(int train, int heldOut, int rehearsal, int golden);

  /**
   * A training was interrupted and goes on.
   *
   * @param training its name
   * @param step the optimizer step after which it does
   */
  default void resumed(String training, int step) {}

  /** The gate has decided. */
  void decided(GateReport report);
}
