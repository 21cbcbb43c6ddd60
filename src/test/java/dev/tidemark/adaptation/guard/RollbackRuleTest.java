package dev.tidemark.adaptation.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.adaptation.guard.PairedAnswer.Corrected;
import dev.tidemark.testing.Seeds;
import dev.tidemark.text.LabelledSpan;
import dev.tidemark.training.metrics.EntityCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Models and people are made here, so it is known which model is the better one. */
class RollbackRuleTest {

  private static final int TRIALS = 200;
  private static final RollbackRule RULE = RollbackRule.of(20);

  private final Random random = Seeds.random("RollbackRuleTest");

  /** A model that is right about an entity so often; mistakes are half misses, half wrong types. */
  private List<LabelledSpan> answer(List<LabelledSpan> truth, double accuracy) {
    List<LabelledSpan> said = new ArrayList<>();
    for (LabelledSpan span : truth) {
      if (random.nextDouble() < accuracy) {
        said.add(span);
      } else if (random.nextBoolean()) {
        said.add(new LabelledSpan("WRONG", span.start(), span.end()));
      }
    }
    return said;
  }

  private List<LabelledSpan> truth() {
    List<LabelledSpan> truth = new ArrayList<>();
    int entities = 1 + random.nextInt(8);
    for (int i = 0; i < entities; i++) {
      truth.add(new LabelledSpan("PER", 10 * i, 10 * i + 5));
    }
    return truth;
  }

  /** Texts as people correct them: only where the live model is seen to be wrong. */
  private List<PairedAnswer> corrections(int count, double live, double former, Corrected excused) {
    List<PairedAnswer> answers = new ArrayList<>();
    while (answers.size() < count) {
      List<LabelledSpan> truth = truth();
      List<LabelledSpan> said = answer(truth, live);
      if (!said.equals(truth)) {
        answers.add(PairedAnswer.of(truth, said, answer(truth, former), excused));
      }
    }
    return answers;
  }

  private int rolledBack(int count, double live, double former, Corrected excused) {
    int times = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      if (RULE.decide(corrections(count, live, former, excused), trial).rollBack()) {
        times++;
      }
    }
    return times;
  }

  @Test
  void correctionsOfErrorsAloneDoNotUndoAPromotionThatChangedNothing() {
    assertThat(rolledBack(60, 0.8, 0.8, Corrected.LIVE)).isLessThanOrEqualTo(2);
    assertThat(rolledBack(60, 0.8, 0.8, Corrected.NEITHER))
        .as("without the excuse most such promotions would be undone")
        .isGreaterThan(TRIALS / 2);
  }

  @Test
  void norAGoodOne() {
    assertThat(rolledBack(60, 0.9, 0.8, Corrected.LIVE)).isZero();
  }

  @Test
  void aBadOneIsUndone() {
    assertThat(rolledBack(60, 0.4, 0.85, Corrected.LIVE)).isGreaterThan(TRIALS * 9 / 10);
    assertThat(rolledBack(20, 0.1, 0.95, Corrected.LIVE)).isGreaterThan(TRIALS * 9 / 10);
  }

  @Test
  void oneTextAloneDecidesNothing() {
    List<PairedAnswer> answers = new ArrayList<>();
    for (int i = 0; i < 19; i++) {
      answers.add(PairedAnswer.of(truth(), List.of(), List.of(), Corrected.NEITHER));
    }
    List<LabelledSpan> list = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      list.add(new LabelledSpan("PER", 10 * i, 10 * i + 5));
    }
    answers.add(PairedAnswer.of(list, List.of(), list, Corrected.LIVE));
    RollbackRule.Verdict verdict = RULE.decide(answers, 1);
    assertThat(verdict.reason()).contains("p = ");
    assertThat(verdict.rollBack()).isFalse();
  }

  @Test
  void entitiesWhereThereAreNoneCountToo() {
    List<PairedAnswer> answers = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      answers.add(PairedAnswer.of(List.of(), truth(), List.of(), Corrected.LIVE));
    }
    assertThat(RULE.decide(answers, 1).rollBack()).isTrue();
  }

  @Test
  void twentyTextsAreNeeded() {
    RollbackRule.Verdict verdict =
        RULE.decide(corrections(19, 0, 1, Corrected.LIVE), Seeds.random("bootstrap").nextLong());
    assertThat(verdict.rollBack()).isFalse();
    assertThat(verdict.reason())
        .contains("on 19 corrections", "the former model's 1.000", "20 are needed");
    assertThat(RULE.decide(List.of(), 1).rollBack()).isFalse();
  }

  @Test
  void theWorstMistakeOfWhomWasCorrectedIsExcused() {
    List<LabelledSpan> truth =
        List.of(new LabelledSpan("PER", 0, 5), new LabelledSpan("ORG", 10, 15));
    List<LabelledSpan> said =
        List.of(
            new LabelledSpan("LOC", 0, 2), // with the next one: one mistake
            new LabelledSpan("LOC", 3, 5),
            new LabelledSpan("PER", 20, 25)); // and two more
    assertThat(PairedAnswer.of(truth, said, said, Corrected.LIVE))
        .isEqualTo(new PairedAnswer(new EntityCounts(2, 3, 3), new EntityCounts(1, 4, 3)));
    assertThat(PairedAnswer.of(truth, said, said, Corrected.FORMER))
        .isEqualTo(new PairedAnswer(new EntityCounts(1, 4, 3), new EntityCounts(2, 3, 3)));
    assertThat(PairedAnswer.of(truth, truth, truth, Corrected.LIVE).live())
        .as("confirmed: nothing to excuse")
        .isEqualTo(new EntityCounts(3, 3, 3));
  }
}
