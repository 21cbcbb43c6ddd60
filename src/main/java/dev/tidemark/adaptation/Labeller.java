package dev.tidemark.adaptation;

import dev.tidemark.model.Dtype;
import dev.tidemark.model.LabelSet;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.token.Tokenizer;
import dev.tidemark.training.LabelAlignment;
import dev.tidemark.training.TaggingDataset;
import dev.tidemark.training.TaggingEvaluation;
import dev.tidemark.training.TrainableClassifier;
import dev.tidemark.training.TrainingEngine;
import dev.tidemark.training.TrainingStart;
import dev.tidemark.training.WordDecoding;
import dev.tidemark.training.data.LabelledSentence;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A model that says of words what it thinks they are, loaded once for all that it is asked.
 *
 * <p>Threading notes: one thread.
 */
final class Labeller implements AutoCloseable {

  private final Checkpoint checkpoint;
  private final int batchSize;
  private final Tokenizer tokenizer;
  private final TrainableClassifier model;

  Labeller(TrainingEngine engine, Checkpoint checkpoint, Dtype dtype, int batchSize)
      throws IOException {
    this.checkpoint = checkpoint;
    this.batchSize = batchSize;
    this.tokenizer = engine.tokenizer(checkpoint);
    try {
      this.model = engine.classifier(TrainingStart.measuring(checkpoint, dtype));
    } catch (IOException | RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  /** Its labels, whatever those of the sentences are. */
  List<List<String>> labels(List<LabelledSentence> sentences) {
    if (sentences.isEmpty()) {
      return List.of();
    }
    LabelSet labels = checkpoint.requireLabels();
    LabelAlignment alignment =
        LabelAlignment.forMeasuring(tokenizer, labels, checkpoint.config().maxPositions());
    return TaggingEvaluation.predict(
            sentences,
            TaggingDataset.of(sentences, 1, alignment).examples(),
            labels,
            WordDecoding.AUTO,
            checkpoint.config().padTokenId(),
            batchSize,
            model::evaluate)
        .labels();
  }

  /** Texts with its labels, taken for the truth. */
  List<LabelledSentence> labelled(List<List<String>> texts) {
    List<List<String>> said =
        labels(
            texts.stream()
                .map(words -> new LabelledSentence(words, Collections.nCopies(words.size(), "O")))
                .toList());
    List<LabelledSentence> labelled = new ArrayList<>();
    for (int i = 0; i < said.size(); i++) {
      labelled.add(new LabelledSentence(texts.get(i), said.get(i)));
    }
    return labelled;
  }

  @Override
  public void close() {
    model.close();
    tokenizer.close();
  }
}
