package dev.tidemark.app.train;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.training.metrics.SeqevalReport;
import dev.tidemark.training.metrics.TypeScore;

/** Entity scores as the JSON that {@code train} and {@code eval} print. */
final class NerReportJson {

  private NerReportJson() {}

  /**
   * Adds {@code overall}, {@code macro} (not where there is no type to average) and {@code types}.
   */
  static void add(ObjectNode to, SeqevalReport report) {
    score(to.putObject("overall"), report.micro()).put("accuracy", report.accuracy());
    if (!report.types().isEmpty()) {
      score(to.putObject("macro"), report.macro());
    }
    ObjectNode types = to.putObject("types");
    report
        .types()
        .forEach(
            (type, score) -> score(types.putObject(type), score).put("support", score.support()));
  }

  private static ObjectNode score(ObjectNode to, TypeScore score) {
    return to.put("precision", score.precision())
        .put("recall", score.recall())
        .put("f1", score.f1());
  }
}
