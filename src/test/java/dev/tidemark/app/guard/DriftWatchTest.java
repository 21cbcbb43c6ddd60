package dev.tidemark.app.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.adaptation.AdaptationMetrics;
import dev.tidemark.adaptation.drift.DriftReading;
import dev.tidemark.adaptation.drift.DriftSettings;
import dev.tidemark.adaptation.drift.WordLoss;
import dev.tidemark.text.EntitySpan;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class DriftWatchTest {

  private static final int TEXTS = 50;
  private static final Duration PAUSE = Duration.ofMinutes(1);
  private final List<ObjectNode> events = new ArrayList<>();
  private final List<String> readings = new ArrayList<>();
  private final AdaptationMetrics metrics =
      new AdaptationMetrics() {
        @Override
        public void driftMeasured(String model, DriftReading reading) {
          readings.add(model + " " + reading.signal() + " " + reading.drifting());
        }
      };
  private final DriftWatch watch = watch();
  private Instant now = Instant.parse("2026-11-28T12:00:00Z");

  private DriftWatch watch() {
    return new DriftWatch(
        new DriftSettings(TEXTS, 0.05, 0.25, 0.25),
        PAUSE,
        model -> WordLoss.NONE,
        metrics,
        events::add);
  }

  private void window(DriftWatch to, String live, String type) {
    now = now.plus(PAUSE);
    List<EntitySpan> entities = Collections.nCopies(3, new EntitySpan(type, 0, 1, "x", 0.9));
    for (int i = 0; i < TEXTS; i++) {
      to.add(live, "other@1", "x", List.of(), now); // not the live one's
      to.add(live, live, "x", entities, now);
    }
  }

  @Test
  void aRunIsAskedForOnceUntilTheTextsWereAsBefore() {
    window(watch, "news@1", "PER");
    window(watch, "news@1", "PER");
    assertThat(watch.drift()).isEmpty();
    window(watch, "news@1", "LOC");
    assertThat(watch.drift().orElseThrow()).contains("types 0.000 to ");
    watch.answered();
    window(watch, "news@1", "LOC");
    assertThat(watch.drift()).as("no run after run").isEmpty();
    window(watch, "news@1", "PER");
    window(watch, "news@1", "LOC");
    assertThat(watch.drift()).as("again").isPresent();
    assertThat(events)
        .extracting(event -> event.path("event").asText())
        .as("only what is new is told")
        .containsExactly("no-drift", "drift", "no-drift", "drift");
    assertThat(readings).hasSize(10).contains("news@1 types true", "news@1 confidence false");
  }

  @Test
  void anotherModelHasAnotherBaseline() {
    window(watch, "news@1", "PER");
    window(watch, "news@2", "LOC");
    window(watch, "news@2", "LOC");
    assertThat(watch.drift()).isEmpty();
    window(watch, "news@2", "PER");
    assertThat(watch.drift()).isPresent();
  }

  @Test
  void whoGoesOnKnowsTheBaseline() {
    window(watch, "news@1", "PER");
    DriftWatch next = watch();
    next.recall(events.get(0).toString().getBytes(StandardCharsets.UTF_8));
    window(next, "news@1", "LOC");
    assertThat(next.drift()).isPresent();
    DriftWatch anew = watch();
    anew.recall("not JSON".getBytes(StandardCharsets.UTF_8));
    window(anew, "news@1", "LOC");
    assertThat(anew.drift()).isEmpty();
  }

  @Test
  void betweenTwoWindowsTextsArePassedOver() {
    window(watch, "news@1", "PER");
    assertThat(watch.isPausing(now)).isTrue();
    assertThat(watch.isPausing(now.plus(PAUSE))).isFalse();
    now = now.minus(PAUSE);
    window(watch, "news@1", "LOC"); // at the same time as the first
    assertThat(readings).isEmpty();
  }
}
