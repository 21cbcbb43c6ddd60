package dev.tidemark.adaptation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.text.EntitySpan;
import dev.tidemark.text.LabelledSpan;
import dev.tidemark.training.metrics.EntityCounts;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Counts are correct, predicted, actual; all by hand. */
class AgreementTest {

  private static LabelledSpan truth(String type, int start, int end) {
    return new LabelledSpan(type, start, end);
  }

  private static EntitySpan said(String type, int start, int end) {
    return new EntitySpan(type, start, end, "x".repeat(end - start), 0.5);
  }

  @Test
  void typeAndBothEndsMustBeRight() {
    assertThat(
            Agreement.byType(
                List.of(
                    truth("PER", 0, 3), // found
                    truth("PER", 10, 13), // found too long
                    truth("ORG", 20, 25), // taken for a place
                    truth("ORG", 30, 35), // missed
                    truth("DATE", 40, 44)), // a type the model does not know
                List.of(
                    said("PER", 0, 3),
                    said("PER", 10, 14),
                    said("LOC", 20, 25),
                    said("MISC", 50, 52)))) // there is nothing
        .isEqualTo(
            Map.of(
                "PER", new EntityCounts(1, 2, 2),
                "ORG", new EntityCounts(0, 0, 2),
                "LOC", new EntityCounts(0, 1, 0),
                "MISC", new EntityCounts(0, 1, 0),
                "DATE", new EntityCounts(0, 0, 1)));
  }

  @Test
  void nothingSaidAndNothingThereIsNoCount() {
    assertThat(Agreement.byType(List.of(), List.of())).isEmpty();
  }

  @Test
  void eachVersionHasItsOwnSums() {
    Agreement agreement = new Agreement();
    agreement.add("newswire@2", List.of(truth("PER", 0, 3)), List.of(said("PER", 0, 3)));
    agreement.add("newswire@2", List.of(truth("PER", 4, 9)), List.of(said("ORG", 4, 9)));
    agreement.add("newswire@3", List.of(truth("PER", 4, 9)), List.of(said("PER", 4, 9)));
    agreement.add("newswire@3", List.of(), List.of());
    Map<String, Map<String, EntityCounts>> before = agreement.counts();
    agreement.add("newswire@4", List.of(), List.of(said("LOC", 0, 1)));

    assertThat(before)
        .isEqualTo(
            Map.of(
                "newswire@2",
                Map.of("PER", new EntityCounts(1, 1, 2), "ORG", new EntityCounts(0, 1, 0)),
                "newswire@3",
                Map.of("PER", new EntityCounts(1, 1, 1))));
    assertThat(agreement.counts())
        .containsEntry("newswire@4", Map.of("LOC", new EntityCounts(0, 1, 0)))
        .hasSize(3);
  }
}
