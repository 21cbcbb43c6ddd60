package dev.tidemark.training;

import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.token.Tokenizer;
import dev.tidemark.training.joint.TrainableJoint;
import java.io.IOException;

/** What brings checkpoints to life for training and measuring. */
public interface TrainingEngine {

  /** Loads a token classifier; the caller closes it. */
  TrainableClassifier classifier(TrainingStart start) throws IOException;

  /** Loads a checkpoint with both heads, for training them together; the caller closes it. */
  TrainableJoint joint(TrainingStart start) throws IOException;

  /** Loads a checkpoint's tokenizer; the caller closes it. */
  Tokenizer tokenizer(Checkpoint checkpoint);
}
