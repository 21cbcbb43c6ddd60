package dev.tidemark.app.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.adaptation.AdaptationMetrics;
import dev.tidemark.adaptation.guard.AgreementCounts;
import dev.tidemark.adaptation.guard.RollbackRule;
import dev.tidemark.app.guard.AgreementWatch.Arrival;
import dev.tidemark.app.guard.AgreementWatch.Rollback;
import dev.tidemark.app.guard.AgreementWatch.Serving;
import dev.tidemark.text.Correction;
import dev.tidemark.text.LabelledSpan;
import dev.tidemark.training.metrics.EntityCounts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Models that are functions of a text: {@code good} sees each capital letter, {@code bad} each
 * small one, {@code empty} nothing. Their versions are called otherwise, as that of {@code default}
 * is.
 */
class AgreementWatchTest {

  private static final Serving ON_TRIAL =
      new Serving("bad", List.of("lost", "good", "empty"), true);

  private final Set<String> loads = new HashSet<>();
  private final List<String> asked = new ArrayList<>();
  private final List<ObjectNode> events = new ArrayList<>();
  private final Map<String, AgreementCounts> measured = new HashMap<>();
  private final AdaptationMetrics metrics =
      new AdaptationMetrics() {
        @Override
        public void agreed(String model, AgreementCounts soFar) {
          measured.put(model, soFar);
        }
      };
  private final ModelAnswers.Source source =
      new ModelAnswers.Source() {
        @Override
        public Answers load(String model) throws IOException {
          if (model.equals("lost") || model.equals("gone@1")) {
            throw new IOException("no such version");
          }
          loads.add(model);
          return new Letters(model);
        }

        @Override
        public String version(String model) {
          return model.contains("@") ? model : model + "@1";
        }
      };
  private final ModelAnswers answers =
      new ModelAnswers(source, InstantSource.fixed(Instant.parse("2026-11-28T12:00:00Z")));
  private final AgreementWatch watch = watch(RollbackRule.of(20));
  private long offset;

  private AgreementWatch watch(@Nullable RollbackRule rule) {
    return new AgreementWatch(answers, rule, metrics, events::add);
  }

  private final class Letters implements Answers {

    private final String model;

    Letters(String model) {
      this.model = model;
    }

    @Override
    public List<List<LabelledSpan>> of(List<String> texts) {
      return texts.stream().map(this::of).toList();
    }

    private List<LabelledSpan> of(String text) {
      asked.add(model + ":" + text);
      return model.startsWith("empty") ? List.of() : letters(text, model.startsWith("good"));
    }

    @Override
    public void close() {
      loads.remove(model);
    }
  }

  private static List<LabelledSpan> letters(String text, boolean capitals) {
    List<LabelledSpan> spans = new ArrayList<>();
    for (int i = 0; i < text.length(); i++) {
      if (Character.isUpperCase(text.charAt(i)) == capitals) {
        spans.add(new LabelledSpan("PER", i, i + 1));
      }
    }
    return spans;
  }

  /** The truth is the capitals. */
  private Arrival arrival(String text, @Nullable String model, boolean learnt) {
    return new Arrival(
        new Correction("id", text, letters(text, true), "ann", null, model), 0, offset++, learnt);
  }

  private List<Arrival> arrivals(int count, boolean learnt) {
    List<Arrival> arrivals = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      arrivals.add(arrival("AbCdEf" + "g".repeat(i), null, learnt));
    }
    return arrivals;
  }

  @Test
  void eachVersionIsHeldAgainstWhatWasCorrectedOfIt() {
    Serving serving = new Serving("good", List.of("bad"), false);
    assertThat(
            watch.measure(
                List.of(
                    arrival("Ab", null, false), // nobody says which: the live one
                    arrival("aB", "good@1", false),
                    arrival("ab", "bad@1", false), // as records call it
                    arrival("abc", "bad@7", false), // long gone from the alias, still in the store
                    arrival("Abc", "gone@1", false)),
                serving))
        .isEmpty();
    assertThat(measured)
        .containsOnlyKeys("good@1", "bad@1", "bad@7")
        .containsEntry(
            "good@1", new AgreementCounts(2, 2, 0, 0, 0, Map.of("PER", new EntityCounts(2, 2, 2))))
        .containsEntry(
            "bad@1", new AgreementCounts(1, 0, 0, 2, 0, Map.of("PER", new EntityCounts(0, 2, 0))));
    assertThat(events).hasSize(1);
    assertThat(events.get(0).at("/models/good@1/f1").asDouble()).isEqualTo(1);
    assertThat(events.get(0).path("unmeasured").asInt()).isEqualTo(1);
    assertThat(events.get(0).has("trial")).isFalse();
  }

  @Test
  void whoGoesOnCountsNothingTwiceAndForgetsNothing() {
    assertThat(watch.measure(arrivals(12, false), ON_TRIAL)).isEmpty();
    AgreementWatch next = watch(RollbackRule.of(20));
    measured.clear();
    next.recall(events.get(0).toString().getBytes(StandardCharsets.UTF_8));
    assertThat(Objects.requireNonNull(measured.get("bad@1")).texts()).isEqualTo(12);
    assertThat(next.isNew(0, 11)).isFalse();
    assertThat(next.isNew(0, 12)).isTrue();
    assertThat(next.isNew(1, 0)).isTrue();
    assertThat(next.measure(arrivals(7, false), ON_TRIAL)).isEmpty();
    assertThat(next.measure(arrivals(1, false), ON_TRIAL))
        .as("12, 7 and 1 are the 20 that are needed; the former model that is lost is passed over")
        .hasValueSatisfying(mistake -> assertThat(mistake.to()).isEqualTo("good"));
    assertThat(Objects.requireNonNull(measured.get("bad@1")).texts()).isEqualTo(20);
  }

  @Test
  void aMistakeIsTakenBackUnlessItIsSwitchedOffOrAPersonsOrLearnt() {
    Optional<Rollback> mistake = watch(RollbackRule.of(20)).measure(arrivals(30, false), ON_TRIAL);
    assertThat(mistake.orElseThrow().to()).isEqualTo("good");
    assertThat(mistake.orElseThrow().reason()).contains("on 30 corrections");

    assertThat(watch(null).measure(arrivals(30, false), ON_TRIAL)).isEmpty();
    assertThat(watch(RollbackRule.of(20)).measure(arrivals(30, true), ON_TRIAL)).isEmpty();
    Serving persons = new Serving("bad", List.of("good"), false);
    assertThat(watch(RollbackRule.of(20)).measure(arrivals(30, false), persons)).isEmpty();
    Serving noWayBack = new Serving("bad", List.of("lost"), true);
    assertThat(watch(RollbackRule.of(20)).measure(arrivals(30, false), noWayBack)).isEmpty();
    assertThat(Objects.requireNonNull(measured.get("bad@1")).texts())
        .as("measured all the same")
        .isEqualTo(30);
  }

  @Test
  void anotherPromotionBeginsAnotherTrial() {
    assertThat(watch.measure(arrivals(19, false), ON_TRIAL)).isEmpty();
    Serving next = new Serving("bad@2", List.of("bad", "good"), true);
    assertThat(watch.measure(arrivals(19, false), next)).isEmpty();
    assertThat(events.get(1).at("/trial/corrections").asInt()).isEqualTo(19);
    assertThat(events.get(1).at("/trial/model").asText()).isEqualTo("bad@2");
  }

  @Test
  void aTextIsPutToAModelOnceAndMemoryIsGivenBack() {
    Arrival same = arrival("AbCd", null, false);
    watch.measure(List.of(same), ON_TRIAL);
    watch.measure(List.of(same), ON_TRIAL);
    assertThat(asked).containsExactlyInAnyOrder("bad:AbCd", "good:AbCd");
    assertThat(loads).containsExactlyInAnyOrder("bad", "good");
    answers.release();
    assertThat(loads).isEmpty();
  }

  @Test
  void aRecordThatCannotBeReadIsNoReasonToStop() {
    watch.recall("not JSON".getBytes(StandardCharsets.UTF_8));
    assertThat(watch.isNew(0, 0)).isTrue();
  }
}
