package dev.tidemark.app.train;

import dev.tidemark.training.metrics.SeqevalReport;
import dev.tidemark.training.metrics.TypeScore;
import java.io.PrintStream;
import java.util.Locale;

/** Entity scores as a table for people. */
final class NerReportTable {

  private NerReportTable() {}

  static void print(PrintStream out, SeqevalReport report) {
    out.printf("%-12s %9s %9s %9s %9s%n", "type", "precision", "recall", "f1", "support");
    report.types().forEach((type, score) -> row(out, type, score));
    if (!report.types().isEmpty()) {
      row(out, "mean", report.macro());
    }
    row(out, "overall", report.micro());
    out.printf(Locale.ROOT, "accuracy of words: %.4f%n", report.accuracy());
  }

  private static void row(PrintStream out, String name, TypeScore score) {
    out.printf(
        Locale.ROOT,
        "%-12s %9.4f %9.4f %9.4f %9d%n",
        name,
        score.precision(),
        score.recall(),
        score.f1(),
        score.support());
  }
}
