package dev.tidemark.adaptation;

import dev.tidemark.training.metrics.TypeScore;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Lets a candidate serve only when it is better at what people corrected, by more than luck, and
 * has not become worse at what the incumbent could do, in no type. In doubt the incumbent stays.
 */
public final class PromotionGate {

  private final GateSettings settings;

  public PromotionGate(GateSettings settings) {
    this.settings = settings;
  }

  /**
   * Decides.
   *
   * @param corrections both models on held-out corrections
   * @param golden both models on sentences of what they could do before
   * @param ownLabels whether these labels are the incumbent's own, so that it cannot be wrong
   * @param seed of the bootstrap
   */
  public GateReport decide(
      GateReport.Pair corrections, GateReport.Pair golden, boolean ownLabels, long seed) {
    if (corrections.sentences() < settings.minSentences()) {
      return new GateReport(
          false,
          "only %d corrections were held out for measuring; %d are needed to tell a better model from a lucky one"
              .formatted(corrections.sentences(), settings.minSentences()),
          1,
          corrections,
          golden);
    }
    if (golden.sentences() == 0) {
      return new GateReport(
          false,
          "there is no golden set, so nobody can say what the candidate has forgotten: give a file to learn from again"
              + " (tidemark.adaptation.replay, --replay) or to measure on (tidemark.adaptation.golden), or wait for texts",
          1,
          corrections,
          golden);
    }
    double pValue =
        PairedBootstrap.pValue(
            corrections.candidate().bySentence(),
            corrections.incumbent().bySentence(),
            settings.draws(),
            new Random(seed));
    List<String> against = new ArrayList<>();
    if (pValue > settings.significance()) {
      against.add(
          text(
              "on %d held-out corrections its F1 is %.3f, the incumbent's %.3f: that could be luck (p = %.3f, at most %.3f is asked for)",
              corrections.sentences(),
              corrections.candidate().f1(),
              corrections.incumbent().f1(),
              pValue,
              settings.significance()));
    }
    if (corrections.candidate().f1() < settings.minF1()) {
      against.add(
          text(
              "on held-out corrections its F1 is only %.3f, below %.3f: the corrections seem to contradict each other",
              corrections.candidate().f1(), settings.minF1()));
    }
    double overall = ownLabels ? settings.agreementAllowance() : settings.overallAllowance();
    if (golden.lead() < -overall) {
      against.add(
          text(
              "on the golden set its F1 fell from %.3f to %.3f, more than the allowance of %.3f",
              golden.incumbent().f1(), golden.candidate().f1(), overall));
    }
    against.addAll(
        lostTypes(golden, ownLabels ? settings.agreementAllowance() : settings.typeAllowance()));
    if (!against.isEmpty()) {
      return new GateReport(
          false, "the incumbent stays: " + String.join("; ", against), pValue, corrections, golden);
    }
    return new GateReport(
        true,
        text(
            "better on %d held-out corrections, F1 %.3f instead of %.3f (p = %.3f), and not worse on the golden set, %.3f after %.3f",
            corrections.sentences(),
            corrections.candidate().f1(),
            corrections.incumbent().f1(),
            pValue,
            golden.candidate().f1(),
            golden.incumbent().f1()),
        pValue,
        corrections,
        golden);
  }

  private List<String> lostTypes(GateReport.Pair golden, double allowance) {
    List<String> lost = new ArrayList<>();
    for (Map.Entry<String, TypeScore> entry : golden.incumbent().report().types().entrySet()) {
      TypeScore before = entry.getValue();
      TypeScore after = golden.candidate().report().types().get(entry.getKey());
      double now = after == null ? 0 : after.f1();
      if (before.support() >= settings.minSupport() && now < before.f1() - allowance) {
        lost.add(
            text(
                "on the golden set %s fell from %.3f to %.3f, more than the allowance of %.3f",
                entry.getKey(), before.f1(), now, allowance));
      }
    }
    return lost;
  }

  private static String text(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
