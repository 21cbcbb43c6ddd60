package dev.tidemark.adaptation.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tidemark.testing.Seeds;
import dev.tidemark.text.EntitySpan;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Streams whose drift point is known, because they are made here. */
class DriftDetectorTest {

  private static final DriftSettings SETTINGS = DriftSettings.DEFAULT;
  private static final Map<String, Double> NEWS =
      Map.of("LOC", 0.35, "ORG", 0.3, "PER", 0.25, "MISC", 0.1);
  private static final Map<String, Double> FILMS =
      Map.of("LOC", 0.1, "ORG", 0.05, "PER", 0.55, "MISC", 0.3);

  private final Random random = Seeds.random("DriftDetectorTest");

  /** A loss that stands in the text itself. */
  private final WordLoss loss = texts -> texts.stream().mapToDouble(Double::parseDouble).average();

  private final DriftDetector detector = new DriftDetector(SETTINGS, loss, null);

  @Test
  void aSteadyStreamDoesNotDrift() {
    for (int window = 0; window < 40; window++) {
      window(NEWS, 0.9, 4.1);
      assertThat(detector.drift()).as("window %d: %s", window, detector.readings()).isEmpty();
    }
    assertThat(detector.readings()).hasSize(3);
  }

  @Test
  void lessConfidence() {
    assertDriftOf(DriftSignal.CONFIDENCE, NEWS, 0.82, 4.1);
  }

  @Test
  void otherTypes() {
    assertDriftOf(DriftSignal.TYPES, FILMS, 0.9, 4.1);
  }

  @Test
  void otherWords() {
    assertDriftOf(DriftSignal.WORDS, NEWS, 0.9, 4.9);
  }

  /** Seen in the first window after the drift point, and in none before it; gone when it ends. */
  private void assertDriftOf(
      DriftSignal signal, Map<String, Double> types, double confidence, double wordLoss) {
    for (int window = 0; window < 5; window++) {
      window(NEWS, 0.9, 4.1);
      assertThat(detector.drift()).isEmpty();
    }
    window(types, confidence, wordLoss);
    assertThat(detector.readings())
        .filteredOn(DriftReading::drifting)
        .extracting(DriftReading::signal)
        .containsExactly(signal);
    assertThat(detector.drift().orElseThrow()).contains(signal.toString());
    window(NEWS, 0.9, 4.1);
    assertThat(detector.drift()).isEmpty();
  }

  @Test
  void moreConfidenceAndEasierWordsAreNoTrouble() {
    window(NEWS, 0.7, 4.5);
    window(NEWS, 0.95, 3.5);
    assertThat(detector.readings()).hasSize(3).noneMatch(DriftReading::drifting);
  }

  @Test
  void whatCannotBeMeasuredIsNotRead() {
    DriftDetector blind = new DriftDetector(SETTINGS, WordLoss.NONE, null);
    for (int i = 0; i < 2 * SETTINGS.texts(); i++) {
      blind.add("1", i % 10 == 0 ? List.of(entity("PER", 0.9)) : List.of());
    }
    assertThat(blind.baseline().orElseThrow().entities()).isEqualTo(50);
    assertThat(blind.readings()).as("50 entities say nothing of a mix").isEmpty();

    DriftDetector off = new DriftDetector(new DriftSettings(100, 0, 0, 0), loss, null);
    for (int i = 0; i < 200; i++) {
      off.add("1", List.of(entity("PER", 0.9), entity("LOC", 0.9)));
    }
    assertThat(off.readings()).isEmpty();
  }

  @Test
  void aBaselineOfBeforeIsUsedAtOnce() {
    window(NEWS, 0.9, 4.1);
    DriftDetector next = new DriftDetector(SETTINGS, loss, detector.baseline().orElseThrow());
    window(next, FILMS, 0.8, 5);
    assertThat(next.readings()).hasSize(3).allMatch(DriftReading::drifting);
  }

  @Test
  void wordsAreGuessedOnTextsFromTheWholeWindow() {
    List<List<String>> asked = new ArrayList<>();
    WordLoss remembering =
        texts -> {
          asked.add(texts);
          return OptionalDouble.of(1);
        };
    for (int texts : new int[] {1, 7, 250}) {
      asked.clear();
      DriftDetector watched =
          new DriftDetector(new DriftSettings(texts, 0.05, 0.25, 0.25), remembering, null);
      for (int i = 1; i <= texts; i++) {
        assertThat(watched.add(Integer.toString(i), List.of())).isEqualTo(i == texts);
      }
      assertThat(asked).hasSize(1);
      assertThat(asked.get(0))
          .as("%d texts", texts)
          .hasSize(Math.min(texts, 100))
          .endsWith(Integer.toString(texts))
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void stabilityIndexByHand() {
    TextWindow one = new TextWindow(1, 0, Map.of("A", 9L), OptionalDouble.empty());
    TextWindow other = new TextWindow(1, 0, Map.of("A", 4L, "B", 5L), OptionalDouble.empty());
    // (9.5 and 0.5, 4.5 and 5.5) of 10
    double expected = 0.5 * Math.log(9.5 / 4.5) + -0.5 * Math.log(0.5 / 5.5);
    assertThat(one.stabilityIndex(other)).isCloseTo(expected, within(1e-12));
    assertThat(other.stabilityIndex(one)).isCloseTo(expected, within(1e-12));
    assertThat(one.stabilityIndex(one)).isZero();
  }

  private void window(Map<String, Double> types, double confidence, double wordLoss) {
    window(detector, types, confidence, wordLoss);
  }

  private void window(
      DriftDetector to, Map<String, Double> types, double confidence, double wordLoss) {
    for (int i = 0; i < SETTINGS.texts(); i++) {
      List<EntitySpan> entities = new ArrayList<>();
      for (int n = random.nextInt(5); n > 0; n--) {
        double score = confidence + 0.1 * (random.nextDouble() - 0.5);
        entities.add(entity(draw(types), score));
      }
      to.add(Double.toString(wordLoss + random.nextGaussian() * 0.25), entities);
    }
  }

  private String draw(Map<String, Double> types) {
    double left = random.nextDouble();
    for (Map.Entry<String, Double> type : types.entrySet()) {
      left -= type.getValue();
      if (left < 0) {
        return type.getKey();
      }
    }
    return "MISC";
  }

  private static EntitySpan entity(String type, double score) {
    return new EntitySpan(type, 0, 1, "x", score);
  }
}
