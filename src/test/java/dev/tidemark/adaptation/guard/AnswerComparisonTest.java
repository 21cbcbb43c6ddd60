package dev.tidemark.adaptation.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tidemark.adaptation.guard.AnswerComparison.Change;
import dev.tidemark.adaptation.guard.ShadowReport.Differences;
import dev.tidemark.text.LabelledSpan;
import dev.tidemark.training.metrics.EntityCounts;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** All counted by hand. */
class AnswerComparisonTest {

  private static final List<LabelledSpan> SAID =
      List.of(
          span("PER", 0, 3), // right
          span("PER", 10, 14), // too long
          span("LOC", 20, 25), // an organisation
          span("LOC", 27, 29), // one half of a name …
          span("LOC", 30, 35), // … and the other
          span("MISC", 50, 52)); // there is nothing
  private static final List<LabelledSpan> TRUTH =
      List.of(
          span("PER", 0, 3),
          span("PER", 10, 13),
          span("ORG", 20, 25),
          span("LOC", 27, 35),
          span("DATE", 40, 44)); // not seen
  private final AnswerComparison corrected = AnswerComparison.of(SAID, TRUTH);

  private static LabelledSpan span(String type, int start, int end) {
    return new LabelledSpan(type, start, end);
  }

  @Test
  void whatOverlapsIsOneDifference() {
    assertThat(corrected.kept()).containsExactly(span("PER", 0, 3));
    assertThat(corrected.differences())
        .extracting(AnswerComparison.Difference::change)
        .containsExactly(
            Change.CHANGED, Change.CHANGED, Change.CHANGED, Change.ADDED, Change.REMOVED);
    assertThat(corrected.differences().get(2).before())
        .containsExactly(span("LOC", 27, 29), span("LOC", 30, 35));
  }

  @Test
  void typeAndBothEndsMustBeRight() {
    assertThat(corrected.byType())
        .isEqualTo(
            Map.of(
                "PER", new EntityCounts(1, 2, 2),
                "ORG", new EntityCounts(0, 0, 1),
                "LOC", new EntityCounts(0, 3, 1),
                "MISC", new EntityCounts(0, 1, 0),
                "DATE", new EntityCounts(0, 0, 1)));
    assertThat(AnswerComparison.of(List.of(), List.of()).byType()).isEmpty();
  }

  @Test
  void agreementIsASum() {
    AgreementCounts one = AgreementCounts.of(corrected);
    assertThat(one).isEqualTo(new AgreementCounts(1, 1, 3, 1, 1, corrected.byType()));
    AgreementCounts two = one.plus(AgreementCounts.of(AnswerComparison.of(TRUTH, TRUTH)));
    assertThat(two.texts()).isEqualTo(2);
    assertThat(two.kept()).isEqualTo(6);
    assertThat(two.total()).isEqualTo(new EntityCounts(6, 11, 10));
    assertThat(AgreementCounts.NONE.plus(two)).isEqualTo(two);
  }

  @Test
  void toFindMoreOrWhatIsNewIsNoDisagreement() {
    ShadowReport report =
        ShadowReport.of(
            List.of(corrected, AnswerComparison.of(TRUTH, TRUTH)),
            Set.of("PER", "LOC", "ORG", "MISC"));
    assertThat(report.types())
        .containsEntry("PER", new Differences(3, 1, 0, 0))
        .containsEntry("LOC", new Differences(1, 3, 0, 0))
        .containsEntry("MISC", new Differences(0, 0, 1, 0))
        .containsEntry("DATE", new Differences(1, 0, 0, 1));
    assertThat(report.disagreement()).isCloseTo(5.0 / 11, within(1e-12));

    AnswerComparison finer =
        AnswerComparison.of(List.of(span("PER", 0, 3)), List.of(span("POLITICIAN", 0, 3)));
    assertThat(ShadowReport.of(List.of(finer), Set.of("PER")).disagreement()).isZero();
    assertThat(ShadowReport.of(List.of(finer), Set.of("PER", "POLITICIAN")).disagreement())
        .isEqualTo(1);
    assertThat(ShadowReport.of(List.of(), Set.of()).disagreement()).isZero();
  }
}
