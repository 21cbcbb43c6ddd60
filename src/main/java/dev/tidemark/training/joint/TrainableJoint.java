package dev.tidemark.training.joint;

import dev.tidemark.training.LabelledBatch;
import dev.tidemark.training.TrainableClassifier;
import dev.tidemark.training.TrainableModel;
import dev.tidemark.training.masking.MaskedBatch;
import dev.tidemark.training.masking.TrainableMaskedLm;

/**
 * One encoder with both heads under training. The loss that {@link #accumulate} tells is that of
 * the masked tokens.
 */
public interface TrainableJoint extends TrainableModel<JointBatch> {

  /** Forward only, without dropout. */
  TrainableMaskedLm.Evaluated evaluateWords(MaskedBatch batch);

  /** Forward only, without dropout. */
  TrainableClassifier.Evaluated evaluateTags(LabelledBatch batch);
}
