package dev.tidemark.training.loop;

/** What was seen of a model on data it does not learn from. */
public interface Measured {

  /** The higher, the better: what chooses between weights. */
  double score();
}
