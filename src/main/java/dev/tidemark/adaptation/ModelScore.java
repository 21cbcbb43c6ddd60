package dev.tidemark.adaptation;

import dev.tidemark.training.metrics.EntityCounts;
import dev.tidemark.training.metrics.SeqevalReport;
import java.util.List;

/**
 * What a model made of a set of sentences.
 *
 * @param bySentence entities of each, for pairing with another model's
 */
public record ModelScore(SeqevalReport report, List<EntityCounts> bySentence) {

  public ModelScore {
    bySentence = List.copyOf(bySentence);
  }

  /** Micro F1 over all entities. */
  public double f1() {
    return report.micro().f1();
  }
}
