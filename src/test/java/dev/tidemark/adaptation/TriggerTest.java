package dev.tidemark.adaptation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.text.Correction;
import dev.tidemark.text.LabelledSpan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TriggerTest {

  private static final Instant LAST = Instant.parse("2026-11-23T12:00:00Z");
  private static final Optional<Instant> RUN = Optional.of(LAST);
  private static final Optional<String> NO_DRIFT = Optional.empty();
  private final Trigger trigger = new Trigger(50, Duration.ofHours(24), Duration.ofMinutes(5));

  @Test
  void byCountButNotTooSoon() {
    assertThat(trigger.due(50, NO_DRIFT, RUN, LAST, LAST.plusSeconds(299))).isEmpty();
    assertThat(trigger.due(50, NO_DRIFT, RUN, LAST, LAST.plusSeconds(300)))
        .hasValue(new Trigger.Due(Trigger.Kind.COUNT, "50 new corrections"));
    assertThat(trigger.due(49, NO_DRIFT, RUN, LAST, LAST.plusSeconds(300))).isEmpty();
  }

  @Test
  void theFirstRunFollowsNoOther() {
    Instant began = LAST;
    assertThat(trigger.due(50, NO_DRIFT, Optional.empty(), began, began)).isPresent();
    assertThat(trigger.due(49, NO_DRIFT, Optional.empty(), began, began)).isEmpty();
    Instant dayLater = began.plus(Duration.ofHours(24));
    assertThat(trigger.due(1, NO_DRIFT, Optional.empty(), began, dayLater)).isPresent();
    assertThat(trigger.due(1, NO_DRIFT, Optional.empty(), began, dayLater.minusMillis(1)))
        .isEmpty();
  }

  @Test
  void byTimeWhereThereIsAnythingNew() {
    Instant dayLater = LAST.plus(Duration.ofHours(24));
    assertThat(trigger.due(1, NO_DRIFT, RUN, LAST, dayLater).orElseThrow().reason())
        .contains("1 new corrections");
    assertThat(trigger.due(1, NO_DRIFT, RUN, LAST, dayLater.minusMillis(1))).isEmpty();
    assertThat(trigger.due(0, NO_DRIFT, RUN, LAST, dayLater)).isEmpty();
    Trigger countOnly = new Trigger(50, Duration.ZERO, Duration.ZERO);
    assertThat(countOnly.due(49, NO_DRIFT, RUN, LAST, dayLater)).isEmpty();
    assertThat(countOnly.due(50, NO_DRIFT, RUN, LAST, LAST)).isPresent();
  }

  @Test
  void byDriftWhereThereIsAnythingToLearnFrom() {
    Optional<String> drift = Optional.of("the texts have drifted");
    Instant later = LAST.plusSeconds(300);
    assertThat(trigger.due(1, drift, RUN, LAST, later))
        .hasValue(new Trigger.Due(Trigger.Kind.DRIFT, "the texts have drifted; 1 new corrections"));
    assertThat(trigger.due(0, drift, RUN, LAST, later)).isEmpty();
    assertThat(trigger.due(1, drift, RUN, LAST, later.minusMillis(1))).isEmpty();
    assertThat(trigger.due(50, drift, RUN, LAST, later).orElseThrow().kind())
        .isEqualTo(Trigger.Kind.COUNT);
  }

  @Test
  void whatWasLearntIsNotNewUnlessItWasCorrectedAgain() {
    Correction first = correction("Ada met Bob", "PER");
    Correction other = correction("Rome", "LOC");
    LearntExamples learnt = LearntExamples.of(List.of(first, other));
    assertThat(learnt.fresh(List.of(first, other))).isZero();
    assertThat(learnt.fresh(List.of(correction("Ada met Bob", "ORG"), other))).isEqualTo(1);
    assertThat(LearntExamples.none().fresh(List.of(first, other))).isEqualTo(2);
    assertThat(LearntExamples.of(List.of(other, first)).fingerprint())
        .isEqualTo(learnt.fingerprint())
        .isNotEqualTo(LearntExamples.of(List.of(first)).fingerprint());
  }

  private static Correction correction(String text, String type) {
    return new Correction("id", text, List.of(new LabelledSpan(type, 0, 3)), "ann", LAST, null);
  }
}
