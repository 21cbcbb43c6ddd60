package dev.tidemark.torch;

import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.token.Tokenizer;
import dev.tidemark.training.TrainableClassifier;
import dev.tidemark.training.TrainingEngine;
import dev.tidemark.training.TrainingStart;
import dev.tidemark.training.joint.TrainableJoint;
import java.io.IOException;

/** Models on one device of PyTorch's. */
public record TorchTrainingEngine(TorchModels models) implements TrainingEngine {

  @Override
  public TrainableClassifier classifier(TrainingStart start) throws IOException {
    return models.trainable(start);
  }

  @Override
  public TrainableJoint joint(TrainingStart start) throws IOException {
    return models.trainableJoint(start);
  }

  @Override
  public Tokenizer tokenizer(Checkpoint checkpoint) {
    return HuggingFaceTokens.of(checkpoint);
  }
}
