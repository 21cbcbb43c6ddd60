package dev.tidemark.adaptation;

import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.token.MaskToken;
import dev.tidemark.model.token.Tokenizer;
import dev.tidemark.training.Example;
import dev.tidemark.training.LabelledSentences;
import dev.tidemark.training.OptimizerSettings;
import dev.tidemark.training.RegularisationSettings;
import dev.tidemark.training.TrainingEngine;
import dev.tidemark.training.TrainingStart;
import dev.tidemark.training.joint.JointBatch;
import dev.tidemark.training.joint.JointCurriculum;
import dev.tidemark.training.joint.JointScore;
import dev.tidemark.training.joint.TrainableJoint;
import dev.tidemark.training.loop.LoopSettings;
import dev.tidemark.training.loop.Stage;
import dev.tidemark.training.loop.TrainingListener;
import dev.tidemark.training.loop.TrainingLoop;
import dev.tidemark.training.masking.Chunk;
import dev.tidemark.training.masking.Chunks;
import dev.tidemark.training.masking.MaskedText;
import dev.tidemark.training.masking.Masking;
import java.io.IOException;
import java.util.List;

/**
 * Lets a model read recent texts before it learns labels: words are hidden and guessed, once
 * through all texts, with labelled sentences beside them so that the labels are not forgotten
 * meanwhile (Gururangan et al., 2020, call it task-adaptive pretraining). Only a model with a word
 * head can.
 *
 * <p>Threading notes: one thread.
 */
final class TextAdaptation {

  private static final int CHUNK = 128;
  private static final double WARMUP = 0.1;
  private static final double WEIGHT_DECAY = 0.01;

  /** What has no right answer but the text itself is learnt more slowly than what people said. */
  private static final double RATE = 0.5;

  private final TrainingEngine engine;
  private final AdaptationSettings settings;
  private final AdaptationListener listener;
  private final RunSnapshots snapshots;

  TextAdaptation(
      TrainingEngine engine,
      AdaptationSettings settings,
      AdaptationListener listener,
      RunSnapshots snapshots) {
    this.engine = engine;
    this.settings = settings;
    this.listener = listener;
    this.snapshots = snapshots;
  }

  /**
   * The model after reading.
   *
   * @param texts the last ones are read, as many as the settings say
   * @param labelled rows of sentences for the labels
   */
  Checkpoint read(Checkpoint start, List<List<String>> texts, List<Example> labelled)
      throws IOException {
    int most = Math.min(settings.mlmTexts(), texts.size());
    if (most == 0 || labelled.isEmpty() || !start.hasWordHead()) {
      return start;
    }
    List<String> recent =
        texts.subList(texts.size() - most, texts.size()).stream()
            .map(words -> String.join(" ", words))
            .toList();
    int pad = start.config().padTokenId();
    try (Tokenizer tokenizer = engine.tokenizer(start)) {
      MaskToken mask = tokenizer.mask();
      if (mask == null) {
        return start;
      }
      List<Chunk> chunks =
          Chunks.of(recent, tokenizer, Math.min(CHUNK, start.config().maxPositions()));
      Masking how = Masking.usual(Masking.Kind.RANDOM, mask.id(), start.config().vocabSize());
      JointCurriculum curriculum =
          new JointCurriculum(
              new MaskedText(chunks, how, settings.batchSize(), pad, settings.seed()),
              new LabelledSentences(labelled, settings.batchSize(), pad, settings.seed()));
      RunSnapshots.Training<JointScore> training =
          snapshots.training(
              "reading",
              settings,
              start(start),
              DataFingerprint.of(labelled).with(chunks),
              JointScore.class);
      try (TrainableJoint model = engine.joint(training.start())) {
        return training.run(
            new TrainingLoop<JointBatch, JointScore>(
                LoopSettings.of(1, 1, WARMUP, settings.seed()),
                model,
                curriculum,
                null,
                new Steps(listener)),
            listener);
      }
    }
  }

  private TrainingStart start(Checkpoint model) {
    return TrainingStart.of(
        model,
        settings.dtype(),
        new RegularisationSettings(model.config().hiddenDropout(), 0, 0),
        new OptimizerSettings(RATE * settings.learningRate(), 1, 1, WEIGHT_DECAY, 1, 1));
  }

  /** Steps are steps, whatever is learnt in them. */
  private record Steps(AdaptationListener to) implements TrainingListener<JointScore> {

    @Override
    public void step(int step, int steps, int epoch, double loss) {
      to.step(step, steps, epoch, loss);
    }

    @Override
    public void stage(Stage<JointScore> stage) {
      // The passes that are told are those over the corrections.
    }
  }
}
