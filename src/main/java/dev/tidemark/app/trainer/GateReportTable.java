package dev.tidemark.app.trainer;

import dev.tidemark.adaptation.GateReport;
import dev.tidemark.training.metrics.SeqevalReport;
import dev.tidemark.training.metrics.TypeScore;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A verdict for people. */
public final class GateReportTable {

  private GateReportTable() {}

  static void print(PrintStream out, GateReport report) {
    out.printf("%-24s %10s %10s %8s%n", "F1", "incumbent", "candidate", "support");
    pair(out, "held-out corrections", report.corrections());
    pair(out, "golden set", report.golden());
    out.printf("%s: %s%n", report.promoted() ? "promoted" : "not promoted", report.reason());
  }

  private static void pair(PrintStream out, String name, GateReport.Pair pair) {
    SeqevalReport before = pair.incumbent().report();
    SeqevalReport after = pair.candidate().report();
    row(out, name, before.micro(), after.micro());
    Set<String> types = new TreeSet<>(before.types().keySet());
    types.addAll(after.types().keySet());
    for (String type : types) {
      row(out, "  " + type, before.types().get(type), after.types().get(type));
    }
  }

  private static void row(
      PrintStream out, String name, @Nullable TypeScore before, @Nullable TypeScore after) {
    long support = after != null ? after.support() : before != null ? before.support() : 0;
    out.printf("%-24s %10s %10s %8d%n", name, f1(before), f1(after), support);
  }

  private static String f1(@Nullable TypeScore score) {
    return score == null ? "-" : String.format(Locale.ROOT, "%.4f", score.f1());
  }
}
