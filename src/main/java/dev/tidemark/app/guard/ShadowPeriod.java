package dev.tidemark.app.guard;

import dev.tidemark.adaptation.guard.AnswerComparison;
import dev.tidemark.adaptation.guard.ShadowReport;
import dev.tidemark.text.LabelledSpan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A candidate beside the incumbent on live texts, before it may serve. The gate measures it on what
 * people labelled; this is what will change for those who read the results.
 *
 * @param mostDisagreement share of the incumbent's entities that it may take away or change
 */
public record ShadowPeriod(double mostDisagreement) {

  /** Entities of the incumbent below which a share says nothing. */
  private static final int FEWEST_ENTITIES = 20;

  /** Both on the same texts; {@code known} are the incumbent's types. */
  public ShadowReport compare(
      Answers candidate, Answers incumbent, List<String> texts, Set<String> known)
      throws IOException {
    List<List<LabelledSpan>> before = incumbent.of(texts);
    List<List<LabelledSpan>> after = candidate.of(texts);
    List<AnswerComparison> pairs = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      pairs.add(AnswerComparison.of(before.get(i), after.get(i)));
    }
    return ShadowReport.of(pairs, known);
  }

  /** Why the candidate may not serve; empty where it may. */
  public Optional<String> objection(ShadowReport report) {
    ShadowReport.Differences all = report.total();
    if (all.kept() + all.changed() + all.removed() < FEWEST_ENTITIES
        || report.disagreement() <= mostDisagreement) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "the incumbent stays: in the shadow period the candidate took away or changed %.3f of the incumbent's"
                + " entities, more than %.3f (%s)",
            report.disagreement(),
            mostDisagreement,
            report));
  }
}
