package dev.tidemark.app.trainer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.adaptation.GateReport;
import dev.tidemark.adaptation.ModelScore;
import dev.tidemark.app.cli.Json;

/** A verdict as JSON. */
final class GateReportJson {

  private GateReportJson() {}

  static ObjectNode of(GateReport report) {
    ObjectNode node =
        Json.MAPPER
            .createObjectNode()
            .put("promoted", report.promoted())
            .put("reason", report.reason())
            .put("p_value", report.pValue());
    put(node.putObject("candidate"), report.corrections().candidate(), report.golden().candidate());
    put(node.putObject("incumbent"), report.corrections().incumbent(), report.golden().incumbent());
    if (!report.unjudged().isEmpty()) {
      ObjectNode unjudged = node.putObject("golden_unjudged");
      report.unjudged().forEach(unjudged::put);
    }
    return node.put("held_out_corrections", report.corrections().sentences())
        .put("golden_sentences", report.golden().sentences());
  }

  private static void put(ObjectNode to, ModelScore corrections, ModelScore golden) {
    to.put("corrections_f1", corrections.f1()).put("golden_f1", golden.f1());
    types(to.putObject("corrections_types"), corrections);
    types(to.putObject("golden_types"), golden);
  }

  private static void types(ObjectNode to, ModelScore score) {
    score.report().types().forEach((type, its) -> to.put(type, its.f1()));
  }
}
