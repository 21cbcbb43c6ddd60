package dev.tidemark.adaptation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.training.metrics.Seqeval;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Sentences of one word, which a model gets right or not. */
class PromotionGateTest {

  private final PromotionGate gate = new PromotionGate(GateSettings.DEFAULT);

  @Test
  void whatIsBetterAtCorrectionsAndNotWorseOtherwiseIsPromoted() {
    GateReport report = gate.decide(pair("PER", 40, 20, 38), pair("PER", 100, 80, 80), false, 1);
    assertThat(report.promoted()).as(report.reason()).isTrue();
    assertThat(report.reason()).contains("better on 40 held-out corrections", "not worse");
  }

  @Test
  void aLeadThatCouldBeLuckIsNotEnough() {
    GateReport report = gate.decide(pair("PER", 40, 30, 31), pair("PER", 100, 80, 80), false, 1);
    assertThat(report.promoted()).isFalse();
    assertThat(report.reason()).contains("that could be luck");
  }

  @Test
  void correctionsThatCannotBeLearntPromoteNothing() {
    GateReport report = gate.decide(pair("PER", 60, 2, 20), pair("PER", 100, 80, 80), false, 1);
    assertThat(report.pValue()).isLessThan(0.05);
    assertThat(report.promoted()).isFalse();
    assertThat(report.reason()).contains("its F1 is only 0.333", "contradict each other");
  }

  @Test
  void aGainOnCorrectionsDoesNotBuyALossOnTheGoldenSet() {
    GateReport report = gate.decide(pair("PER", 40, 20, 38), pair("PER", 100, 80, 70), false, 1);
    assertThat(report.promoted()).isFalse();
    assertThat(report.reason()).contains("on the golden set its F1 fell from 0.800 to 0.700");
  }

  @Test
  void whatTheGoldenSetCannotJudgeIsTold() {
    GateReport verdict = gate.decide(pair("PER", 40, 20, 38), pair("PER", 100, 80, 80), false, 1);

    GateReport told = verdict.withUnjudged(new TreeMap<>(Map.of("PER", 12, "LOC", 3)));

    assertThat(told.promoted()).isTrue();
    assertThat(told.reason())
        .startsWith(verdict.reason())
        .endsWith(
            "of the golden set's entities 15 have new types now, which that set cannot judge (LOC"
                + " 3, PER 12)");
    assertThat(verdict.withUnjudged(new TreeMap<>())).isEqualTo(verdict);
  }

  @Test
  void whereTheIncumbentLabelledTheGoldenSetItMayBeDisagreedWithNowAndThen() {
    assertThat(gate.decide(pair("PER", 40, 20, 38), pair("PER", 100, 100, 90), true, 1).promoted())
        .isTrue();
    assertThat(gate.decide(pair("PER", 40, 20, 38), pair("PER", 100, 100, 70), true, 1).promoted())
        .isFalse();
  }

  @Test
  void oneTypeLostIsEnoughEvenIfTheWholeGains() {
    ModelScore before = score(List.of("PER", "ORG"), new int[] {200, 30}, new int[] {150, 25});
    ModelScore after = score(List.of("PER", "ORG"), new int[] {200, 30}, new int[] {190, 20});
    GateReport report =
        gate.decide(pair("PER", 40, 20, 38), new GateReport.Pair(after, before), false, 1);
    assertThat(after.f1()).isGreaterThan(before.f1());
    assertThat(report.promoted()).isFalse();
    assertThat(report.reason()).contains("on the golden set ORG fell from 0.909 to 0.800");
  }

  @Test
  void aTypeOfWhichThereIsHardlyAnythingSaysNothing() {
    ModelScore before = score(List.of("PER", "ORG"), new int[] {200, 19}, new int[] {150, 10});
    ModelScore after = score(List.of("PER", "ORG"), new int[] {200, 19}, new int[] {160, 8});
    assertThat(
            gate.decide(pair("PER", 40, 20, 38), new GateReport.Pair(after, before), false, 1)
                .promoted())
        .isTrue();
  }

  @Test
  void withHardlyAnyHeldOutNothingIsDecided() {
    GateReport report = gate.decide(pair("PER", 4, 0, 4), pair("PER", 100, 80, 80), false, 1);
    assertThat(report.promoted()).isFalse();
    assertThat(report.reason()).contains("only 4 corrections", "5 are needed");
  }

  @Test
  void withoutAGoldenSetNothingIsPromoted() {
    GateReport.Pair nothing =
        new GateReport.Pair(
            new ModelScore(Seqeval.score(List.of(), List.of()), List.of()),
            new ModelScore(Seqeval.score(List.of(), List.of()), List.of()));
    GateReport report = gate.decide(pair("PER", 40, 20, 38), nothing, true, 1);
    assertThat(report.promoted()).isFalse();
    assertThat(report.reason()).contains("no golden set", "tidemark.adaptation.replay");
  }

  private static GateReport.Pair pair(String type, int sentences, int before, int after) {
    return new GateReport.Pair(
        score(List.of(type), new int[] {sentences}, new int[] {after}),
        score(List.of(type), new int[] {sentences}, new int[] {before}));
  }

  private static ModelScore score(List<String> types, int[] sentences, int[] right) {
    List<List<String>> references = new ArrayList<>();
    List<List<String>> said = new ArrayList<>();
    for (int type = 0; type < types.size(); type++) {
      for (int i = 0; i < sentences[type]; i++) {
        references.add(List.of("B-" + types.get(type), "O"));
        said.add(
            i < right[type] ? List.of("B-" + types.get(type), "O") : List.of("O", "B-MISTAKE"));
      }
    }
    return new ModelScore(
        Seqeval.score(references, said), Seqeval.countsBySentence(references, said));
  }
}
