package dev.tidemark.app.train;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.training.TaggingScore;
import dev.tidemark.training.joint.JointScore;
import java.util.List;

/** How both heads of a model are shown: the words, and whether the labels are kept. */
final class JointReport implements TrainingReport<JointScore> {

  private final MaskedLmReport words = new MaskedLmReport();

  @Override
  public String task() {
    return "token-classification";
  }

  @Override
  public List<String> columns() {
    return List.of("validation loss", "perplexity", "top-1", "top-5", "f1 of labels");
  }

  @Override
  public List<Double> row(JointScore measured) {
    TaggingScore tags = measured.tags();
    List<Double> row = new java.util.ArrayList<>(words.row(measured.words()));
    row.add(tags == null ? Double.NaN : tags.score());
    return row;
  }

  @Override
  public void json(ObjectNode to, JointScore measured) {
    words.json(to, measured.words());
    TaggingScore tags = measured.tags();
    if (tags != null) {
      to.put("f1", tags.score());
    }
  }
}
