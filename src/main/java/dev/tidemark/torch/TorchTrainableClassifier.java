package dev.tidemark.torch;

import ai.djl.Device;
import dev.tidemark.training.LabelledBatch;
import dev.tidemark.training.TrainableClassifier;
import dev.tidemark.training.TrainingStart;
import java.io.IOException;

/** A token classifier under training. */
final class TorchTrainableClassifier extends TorchTrainable<LabelledBatch>
    implements TrainableClassifier {

  private final int labels;

  TorchTrainableClassifier(TrainingStart start, Device device, ComputeType compute)
      throws IOException {
    super(start, device, compute, Purpose.TRAIN_TAGS);
    this.labels = start.checkpoint().requireLabels().size();
  }

  @Override
  public double accumulate(LabelledBatch batch) {
    return backward(scope -> BatchInputs.of(scope, batch), 1);
  }

  @Override
  public Evaluated evaluate(LabelledBatch batch) {
    return forward(
        scope -> BatchInputs.of(scope, batch),
        outputs -> BatchInputs.evaluated(batch, labels, outputs));
  }
}
