package dev.tidemark.training;

import dev.tidemark.model.LabelSet;
import dev.tidemark.training.loop.Measured;
import dev.tidemark.training.metrics.LabelScoring;
import dev.tidemark.training.metrics.SeqevalReport;
import java.util.function.Function;

/**
 * How well a token classifier labels words it has not learnt from.
 *
 * @param loss mean per labelled token
 */
public record TaggingScore(double loss, SeqevalReport report) implements Measured {

  /** Measures over a data set. */
  public static TaggingScore of(
      TaggingDataset data,
      LabelSet labels,
      int padTokenId,
      int batchSize,
      Function<LabelledBatch, TrainableClassifier.Evaluated> model) {
    TaggingEvaluation.Result result =
        TaggingEvaluation.predict(
            data.sentences(),
            data.examples(),
            labels,
            WordDecoding.AUTO,
            padTokenId,
            batchSize,
            model);
    return new TaggingScore(
        result.loss(), LabelScoring.of(labels).score(data.references(), result.labels()));
  }

  /** Micro F1 over the entities; for tags of words the share that is right. */
  @Override
  public double score() {
    return report.micro().f1();
  }
}
