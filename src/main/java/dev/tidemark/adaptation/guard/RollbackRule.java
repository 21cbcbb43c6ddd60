package dev.tidemark.adaptation.guard;

import dev.tidemark.adaptation.PairedBootstrap;
import dev.tidemark.training.metrics.EntityCounts;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Whether a promotion was a mistake: the former model agrees better with corrections that neither
 * model has learnt from, by more than luck. In doubt the live model stays: it has passed the gate.
 *
 * @param minTexts below so many nothing is decided
 * @param minLead the former model's lead in F1 below which nobody would notice
 * @param significance largest p-value of that lead. Looked at again with each correction, a rule
 *     with 0.05 would be wrong far more often than once in twenty times.
 * @param draws of the paired bootstrap
 */
public record RollbackRule(int minTexts, double minLead, double significance, int draws) {

  public RollbackRule {
    if (minTexts < 1 || !(minLead >= 0) || !(significance > 0 && significance < 1) || draws < 1) {
      throw new IllegalArgumentException("no promotion would be taken back, or any");
    }
  }

  /** As people set it: on so many texts. */
  public static RollbackRule of(int minTexts) {
    return new RollbackRule(minTexts, 0.05, 0.005, 2000);
  }

  /**
   * What is decided.
   *
   * @param reason for people
   */
  public record Verdict(boolean rollBack, String reason) {}

  /** Decides; {@code seed} is the bootstrap's. */
  public Verdict decide(List<PairedAnswer> answers, long seed) {
    List<EntityCounts> live = answers.stream().map(PairedAnswer::live).toList();
    List<EntityCounts> former = answers.stream().map(PairedAnswer::former).toList();
    double liveF1 = f1(live);
    double formerF1 = f1(former);
    String figures =
        String.format(
            Locale.ROOT,
            "on %d corrections since the promotion its F1 is %.3f, the former model's %.3f",
            answers.size(),
            liveF1,
            formerF1);
    if (answers.size() < minTexts) {
      return new Verdict(false, figures + "; %d are needed to decide".formatted(minTexts));
    }
    if (formerF1 - liveF1 < minLead) {
      return new Verdict(false, figures);
    }
    double pValue = PairedBootstrap.pValue(former, live, draws, new Random(seed));
    return new Verdict(
        pValue <= significance,
        figures
            + String.format(
                Locale.ROOT, " (p = %.4f, at most %.4f is asked for)", pValue, significance));
  }

  private static double f1(List<EntityCounts> counts) {
    return counts.stream().reduce(EntityCounts.NONE, EntityCounts::plus).f1();
  }
}
