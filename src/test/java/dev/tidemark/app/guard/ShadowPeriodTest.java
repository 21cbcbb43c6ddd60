package dev.tidemark.app.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.adaptation.guard.ShadowReport;
import dev.tidemark.text.LabelledSpan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ShadowPeriodTest {

  private final ShadowPeriod rule = new ShadowPeriod(0.3);

  /** So many people in each text, in this order. */
  private static Answers finding(int from, int to, String type) {
    return new Answers() {
      @Override
      public List<List<LabelledSpan>> of(List<String> texts) {
        List<LabelledSpan> spans = new ArrayList<>();
        for (int i = from; i < to; i++) {
          spans.add(new LabelledSpan(type, i, i + 1));
        }
        return Collections.nCopies(texts.size(), spans);
      }

      @Override
      public void close() {}
    };
  }

  private ShadowReport report(Answers candidate, int texts) throws IOException {
    return rule.compare(
        candidate,
        finding(0, 10, "PER"),
        Collections.nCopies(texts, "0123456789"),
        Set.of("PER", "LOC"));
  }

  @Test
  void whoLosesOrChangesTooMuchMayNotServe() throws IOException {
    assertThat(rule.objection(report(finding(0, 7, "PER"), 5))).isEmpty();
    assertThat(rule.objection(report(finding(0, 6, "PER"), 5)).orElseThrow())
        .contains("the incumbent stays", "0.400", "more than 0.300", "20 removed");
    assertThat(rule.objection(report(finding(0, 10, "LOC"), 5)).orElseThrow())
        .contains("50 changed");
  }

  @Test
  void whoFindsMoreOrWhatIsNewMay() throws IOException {
    assertThat(rule.objection(report(finding(0, 100, "PER"), 5))).isEmpty();
    assertThat(rule.objection(report(finding(0, 10, "POLITICIAN"), 5))).isEmpty();
  }

  @Test
  void aHandfulOfEntitiesSaysNothing() throws IOException {
    assertThat(rule.objection(report(finding(0, 0, "PER"), 1))).isEmpty();
    assertThat(rule.objection(report(finding(0, 0, "PER"), 2))).isPresent();
  }
}
