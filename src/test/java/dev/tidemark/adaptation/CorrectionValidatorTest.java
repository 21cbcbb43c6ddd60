package dev.tidemark.adaptation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tidemark.text.Correction;
import dev.tidemark.text.LabelledSpan;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorrectionValidatorTest {

  private static final Set<String> KNOWN = Set.of("PER", "ORG", "LOC", "work of art", "B-52");
  //                                   0123456789012345678901234
  private static final String TEXT = "Ada of \uD83D\uDE00 met  Kafka Inc";

  private static LabelledSpan span(String type, int start, int end) {
    return new LabelledSpan(type, start, end);
  }

  private static Correction correction(LabelledSpan... entities) {
    return new Correction("7", TEXT, List.of(entities), "kim", null, null);
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        arguments("'text' holds no word", new Correction("7", "", List.of(), "kim", null, null)),
        arguments(
            "'text' holds no word", new Correction("7", " \u00a0\n", List.of(), "kim", null, null)),
        arguments(
            "'text' holds half a surrogate pair",
            new Correction("7", "a\uD83D", List.of(), "kim", null, null)),
        arguments(
            "'text' holds no word", new Correction("7", "", List.of(), "kim", null, null, true)),
        arguments("'id' is empty", new Correction(" ", TEXT, List.of(), "kim", null, null)),
        arguments("'annotator' is empty", new Correction("7", TEXT, List.of(), "", null, null)),
        arguments(
            "'id', 'annotator' or 'model' holds half a surrogate pair",
            new Correction("7", TEXT, List.of(), "kim", null, "m\uDE00")),
        arguments(
            "'id', 'annotator' or 'model' has more than 1000 characters",
            new Correction("7", TEXT, List.of(), "k".repeat(1001), null, null)),
        arguments("the entity PER [-1, 3) reaches beyond the text", correction(span("PER", -1, 3))),
        arguments(
            "the entity ORG [15, 25) reaches beyond the text, which has 24",
            correction(span("ORG", 15, 25))),
        arguments("the entity PER [3, 3) is empty", correction(span("PER", 3, 3))),
        arguments("the entity PER [3, 0) is empty", correction(span("PER", 3, 0))),
        arguments("position 8 is between the halves", correction(span("PER", 8, 9))),
        arguments("position 8 is between the halves", correction(span("PER", 4, 8))),
        arguments("holds only white space", correction(span("PER", 13, 15))),
        arguments(
            "the entities PER [15, 20) and ORG [15, 24) overlap",
            correction(span("ORG", 15, 24), span("PER", 15, 20))),
        arguments(
            "the entities PER [0, 3) and ORG [2, 6) overlap",
            correction(span("ORG", 2, 6), span("PER", 0, 3))),
        arguments(
            "the type of the entity B-PER [0, 3) is a label; give the type alone, 'PER'",
            correction(span("B-PER", 0, 3))),
        arguments("give the type alone, 'PER'", correction(span("I-PER", 0, 3))),
        arguments("give the type alone, 'NEW'", correction(span("B-NEW", 0, 3))),
        arguments(
            "the type of the entity per [0, 3) is written 'PER'", correction(span("per", 0, 3))),
        arguments("'O' is no entity type", correction(span("O", 0, 3))),
        arguments("'' is no entity type", correction(span("", 0, 3))),
        arguments("'two words' is no entity type", correction(span("two words", 0, 3))),
        arguments("'PER\t' is no entity type", correction(span("PER\t", 0, 3))),
        arguments("'-PER' is no entity type", correction(span("-PER", 0, 3))),
        arguments("is no entity type", correction(span("T".repeat(65), 0, 3))),
        arguments("is no entity type", correction(span("a\uD83D", 0, 3))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void broken(String reason, Correction correction) {
    for (NewTypes newTypes : NewTypes.values()) {
      assertThat(new CorrectionValidator(newTypes).fault(correction, KNOWN))
          .hasValueSatisfying(fault -> assertThat(fault).contains(reason).doesNotContain("\n"));
    }
  }

  @Test
  void whatIsSoundPasses() {
    for (NewTypes newTypes : NewTypes.values()) {
      CorrectionValidator validator = new CorrectionValidator(newTypes);
      assertThat(validator.fault(correction(), KNOWN)).as("nothing is an entity").isEmpty();
      assertThat(
              validator.fault(
                  correction(
                      span("ORG", 15, 24),
                      span("PER", 0, 3),
                      span("LOC", 7, 9), // the whole pair
                      span("LOC", 9, 13), // touches it, and begins with a blank
                      span("B-52", 4, 6)), // the model's own word for it
                  KNOWN))
          .isEmpty();
      assertThat(validator.fault(correction(span("work of art", 0, 24)), KNOWN)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DISEASE", "E-MAIL", "Maß", "疾病", "drug.name", "person", "2D"})
  void newTypesAreAllowedOrNot(String type) {
    Correction correction = correction(span("PER", 0, 3), span(type, 15, 20));

    assertThat(new CorrectionValidator(NewTypes.ALLOW).fault(correction, KNOWN)).isEmpty();
    assertThat(new CorrectionValidator(NewTypes.REJECT).fault(correction, KNOWN))
        .hasValue(
            ("the type of the entity %s [15, 20) is unknown; the model knows B-52, LOC, ORG, PER,"
                    + " work of art, and new types are not allowed")
                .formatted(type));
  }

  /** Taking back must not fail for what is taken back. */
  @Test
  void ofAWithdrawalOnlyTheTextMatters() {
    Correction withdrawal =
        new Correction("", TEXT, List.of(span("?", 5, 99)), "", null, null, true);

    assertThat(new CorrectionValidator(NewTypes.REJECT).fault(withdrawal, KNOWN)).isEmpty();
  }
}
