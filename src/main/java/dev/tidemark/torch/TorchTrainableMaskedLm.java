package dev.tidemark.torch;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import dev.tidemark.training.masking.MaskedBatch;
import dev.tidemark.training.masking.TrainableMaskedLm;
import java.io.IOException;
import java.nio.IntBuffer;
import java.nio.LongBuffer;

/** A masked language model under training. */
final class TorchTrainableMaskedLm extends TorchTrainable<MaskedBatch, TrainableMaskedLm.Evaluated>
    implements TrainableMaskedLm {

  TorchTrainableMaskedLm(Start start) throws IOException {
    super(start, EncoderProgram.Purpose.TRAIN_WORDS);
  }

  @Override
  NDList inputs(NDManager scope, MaskedBatch batch) {
    Shape asked = new Shape(batch.places().length);
    NDList inputs = tokens(scope, batch.tokens());
    inputs.add(scope.create(IntBuffer.wrap(batch.places()), asked, DataType.INT32));
    inputs.add(scope.create(LongBuffer.wrap(batch.targets()), asked, DataType.INT64));
    return inputs;
  }

  @Override
  Evaluated evaluated(MaskedBatch batch, NDList outputs) {
    float[] hits = outputs.get(1).toFloatArray();
    return new Evaluated(outputs.get(0).getFloat(), Math.round(hits[0]), Math.round(hits[1]));
  }
}
