package dev.tidemark.app.train;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.training.TaggingScore;
import dev.tidemark.training.metrics.SeqevalReport;
import java.util.List;

/** The table that the Hugging Face course prints when it trains a token classifier. */
public final class TaggingTrainingReport implements TrainingReport<TaggingScore> {

  @Override
  public String task() {
    return "token-classification";
  }

  @Override
  public List<String> columns() {
    return List.of("validation loss", "precision", "recall", "f1", "accuracy");
  }

  @Override
  public List<Double> row(TaggingScore score) {
    SeqevalReport report = score.report();
    return List.of(
        score.loss(),
        report.micro().precision(),
        report.micro().recall(),
        report.micro().f1(),
        report.accuracy());
  }

  @Override
  public void json(ObjectNode to, TaggingScore score) {
    SeqevalReport report = score.report();
    to.put("validation_loss", score.loss())
        .put("precision", report.micro().precision())
        .put("recall", report.micro().recall())
        .put("f1", report.micro().f1())
        .put("accuracy", report.accuracy());
  }
}
