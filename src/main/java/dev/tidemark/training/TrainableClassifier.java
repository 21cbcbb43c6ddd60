package dev.tidemark.training;

import dev.tidemark.model.LabelProbabilities;

/** A token classifier under training. Its loss is the mean per labelled token. */
public interface TrainableClassifier extends TrainableModel<LabelledBatch> {

  /** Forward only, without dropout. */
  Evaluated evaluate(LabelledBatch batch);

  /** What {@link #evaluate} saw. */
  record Evaluated(double loss, LabelProbabilities probabilities) {}
}
