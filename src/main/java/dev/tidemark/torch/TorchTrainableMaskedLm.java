package dev.tidemark.torch;

import ai.djl.Device;
import dev.tidemark.training.TrainingStart;
import dev.tidemark.training.masking.MaskedBatch;
import dev.tidemark.training.masking.TrainableMaskedLm;
import java.io.IOException;

/** A masked language model under training. */
final class TorchTrainableMaskedLm extends TorchTrainable<MaskedBatch>
    implements TrainableMaskedLm {

  TorchTrainableMaskedLm(TrainingStart start, Device device, ComputeType compute)
      throws IOException {
    super(start, device, compute, Purpose.TRAIN_WORDS);
  }

  @Override
  public double accumulate(MaskedBatch batch) {
    return backward(scope -> BatchInputs.of(scope, batch), 1);
  }

  @Override
  public Evaluated evaluate(MaskedBatch batch) {
    return forward(scope -> BatchInputs.of(scope, batch), BatchInputs::evaluated);
  }
}
