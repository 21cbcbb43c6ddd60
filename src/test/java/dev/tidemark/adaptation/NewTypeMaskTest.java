package dev.tidemark.adaptation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NewTypeMaskTest {

  private static final List<List<String>> REFERENCES =
      List.of(
          List.of("B-PER", "I-PER", "O", "B-ORG", "B-ORG"), List.of("O", "B-LOC", "O", "O", "O"));

  @Test
  void whatANewTypeTouchesGoesAsAWholeAndNothingElse() {
    List<List<String>> said =
        List.of(
            List.of("O", "B-JUDGE", "O", "B-ORG", "B-ORG"),
            List.of("B-JUDGE", "B-LOC", "O", "O", "B-PER"));
    NewTypeMask mask = new NewTypeMask(Set.of("JUDGE"), REFERENCES, said);
    assertThat(mask.apply(REFERENCES))
        .containsExactly(
            List.of("O", "O", "O", "B-ORG", "B-ORG"), List.of("O", "B-LOC", "O", "O", "O"));
    assertThat(mask.apply(said))
        .containsExactly(
            List.of("O", "O", "O", "B-ORG", "B-ORG"), List.of("O", "B-LOC", "O", "O", "B-PER"));
    assertThat(mask.taken()).as("entities, not words").isEqualTo(Map.of("PER", 1));
  }

  @Test
  void withoutNewTypesNothingIsHidden() {
    assertThat(new NewTypeMask(Set.of(), REFERENCES, REFERENCES).apply(REFERENCES))
        .isEqualTo(REFERENCES);
  }
}
