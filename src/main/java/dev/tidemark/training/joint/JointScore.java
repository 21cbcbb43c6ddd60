package dev.tidemark.training.joint;

import dev.tidemark.training.TaggingScore;
import dev.tidemark.training.loop.Measured;
import dev.tidemark.training.masking.Perplexity;
import org.jspecify.annotations.Nullable;

/**
 * How well a model with two heads does on data it has not learnt from.
 *
 * @param tags null where there was nothing to measure them on
 */
public record JointScore(Perplexity words, @Nullable TaggingScore tags) implements Measured {

  /** The words decide; the labels are there to be watched. */
  @Override
  public double score() {
    return words.score();
  }
}
