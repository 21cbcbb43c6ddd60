package dev.tidemark.torch;

import ai.djl.Device;
import dev.tidemark.training.LabelledBatch;
import dev.tidemark.training.TrainableClassifier;
import dev.tidemark.training.TrainingStart;
import dev.tidemark.training.joint.JointBatch;
import dev.tidemark.training.joint.TrainableJoint;
import dev.tidemark.training.masking.MaskedBatch;
import dev.tidemark.training.masking.TrainableMaskedLm;
import java.io.IOException;

/** One encoder with both heads under training: a step has a pass over words and one over labels. */
final class TorchTrainableJoint extends TorchTrainable<JointBatch> implements TrainableJoint {

  private final int labels;

  TorchTrainableJoint(TrainingStart start, Device device, ComputeType compute) throws IOException {
    super(start, device, compute, Purpose.TRAIN_BOTH);
    this.labels = start.checkpoint().requireLabels().size();
  }

  @Override
  public double accumulate(JointBatch batch) {
    double ignored = backward(scope -> BatchInputs.labelsOnly(scope, batch.tags()), 1);
    return backward(scope -> BatchInputs.wordsOnly(scope, batch.words()), 1);
  }

  @Override
  public TrainableMaskedLm.Evaluated evaluateWords(MaskedBatch batch) {
    return forward(scope -> BatchInputs.wordsOnly(scope, batch), BatchInputs::evaluated);
  }

  @Override
  public TrainableClassifier.Evaluated evaluateTags(LabelledBatch batch) {
    return forward(
        scope -> BatchInputs.labelsOnly(scope, batch),
        outputs -> BatchInputs.evaluated(batch, labels, outputs));
  }
}
