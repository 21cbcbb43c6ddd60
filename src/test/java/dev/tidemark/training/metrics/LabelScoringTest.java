package dev.tidemark.training.metrics;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tidemark.model.LabelScheme;
import dev.tidemark.model.LabelSet;
import dev.tidemark.testing.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class LabelScoringTest {

  private static final Offset<Double> EXACT = within(1e-12);
  private static final List<LabelScheme> SCHEMES =
      Arrays.stream(LabelScheme.values()).filter(scheme -> scheme != LabelScheme.NONE).toList();

  /**
   * Every way to write two random sets of entities, data in one scheme and model in another, gives
   * the counts of the sets; and what was written is read back.
   */
  @Test
  void inWhateverSchemesTheEntitiesAreCounted() {
    Random random = Seeds.random("LabelScoringTest.inWhateverSchemesTheEntitiesAreCounted");
    for (int run = 0; run < 200; run++) {
      int length = 1 + random.nextInt(9);
      List<String> wanted = bio(length, random);
      List<String> got = bio(length, random);
      TypeScore expected = counted(entities(wanted), entities(got));
      for (LabelScheme data : SCHEMES) {
        List<String> references = LabelConversion.convert(wanted, LabelScheme.BIO, data);
        assertThat(data.allows(references)).as("%s %s", data, references).isTrue();
        assertThat(LabelConversion.convert(references, data, LabelScheme.BIO)).isEqualTo(wanted);
        for (LabelScheme model : SCHEMES) {
          List<String> predictions = LabelConversion.convert(got, LabelScheme.BIO, model);
          String input = "%s %s, %s %s".formatted(data, references, model, predictions);
          assertThat(score(data, references, model, predictions, false).micro())
              .as(input)
              .isEqualTo(expected);
          // seqeval's strict IOE1 reads other entities than were written: see TagScheme
          if (data != LabelScheme.IOE1 && model != LabelScheme.IOE1) {
            assertThat(score(data, references, model, predictions, true).micro())
                .as("strict " + input)
                .isEqualTo(expected);
          }
        }
      }
    }
  }

  /** Which sequences a scheme allows, against the entities: each set of them is written once. */
  @Test
  void theLegalSequencesAreThoseThatWriteEntities() {
    for (LabelScheme scheme : SCHEMES) {
      List<String> labels = new ArrayList<>(List.of("O"));
      labels.addAll(scheme.labelsOf("X"));
      labels.addAll(scheme.labelsOf("Y"));
      int length = scheme == LabelScheme.BIOES || scheme == LabelScheme.BILOU ? 4 : 5;
      Set<List<String>> allowed = new HashSet<>();
      Set<List<String>> written = new HashSet<>();
      for (List<String> candidate : sequences(labels, length)) {
        if (scheme.allows(candidate)) {
          allowed.add(candidate);
        }
      }
      for (List<String> each : sequences(List.of("O", "B-X", "I-X", "B-Y", "I-Y"), length)) {
        if (isBio(each)) {
          written.add(LabelConversion.convert(each, LabelScheme.BIO, scheme));
        }
      }
      assertThat(allowed).as(scheme.toString()).isEqualTo(written);
    }
  }

  @Test
  void bilouCountsAsBioes() {
    // Bare seqeval, which does not know L and U, takes the two people for one and finds 2 entities.
    SeqevalReport report =
        score(
            LabelScheme.BILOU,
            labels("U-PER U-PER O B-LOC L-LOC"),
            LabelScheme.BILOU,
            labels("U-PER U-PER O B-LOC I-LOC"),
            false);

    assertThat(report.micro().support()).isEqualTo(3);
    assertThat(report.types().get("PER")).isEqualTo(new TypeScore(1, 1, 1, 2));
    // The location lacks its L-, which the default mode mends and the strict one does not.
    assertThat(report.types().get("LOC")).isEqualTo(new TypeScore(1, 1, 1, 1));
    assertThat(
            score(
                    LabelScheme.BILOU,
                    labels("B-LOC L-LOC"),
                    LabelScheme.BIO,
                    labels("O I-LOC"),
                    true)
                .micro())
        .isEqualTo(new TypeScore(0, 0, 0, 1));
  }

  @Test
  void someTypesOnly() {
    SeqevalReport report =
        new LabelScoring(LabelScheme.BIOES, LabelScheme.BIO, false)
            .score(
                List.of(labels("S-PER O S-LOC S-ORG")),
                List.of(labels("B-PER O B-LOC O")),
                Set.of("PER", "LOC"));

    assertThat(report.types()).containsOnlyKeys("PER", "LOC");
    assertThat(report.micro()).isEqualTo(new TypeScore(1, 1, 1, 2));
  }

  /** Worked out by hand: 6 words, 4 right. */
  @Test
  void tagsOfWordsAreCountedWordByWord() {
    SeqevalReport report =
        LabelScoring.of(new LabelSet(List.of("DET", "NOUN", "VERB")))
            .score(
                List.of(labels("DET NOUN VERB"), labels("NOUN NOUN VERB")),
                List.of(labels("DET NOUN NOUN"), labels("NOUN VERB VERB")));

    assertThat(report.types()).containsOnlyKeys("DET", "NOUN", "VERB");
    assertThat(report.types().get("DET")).isEqualTo(new TypeScore(1, 1, 1, 1));
    check(
        requireNonNull(report.types().get("NOUN")),
        2 / 3.0,
        2 / 3.0,
        2 / 3.0,
        3); // 2 of 3 said, 2 of 3 there
    check(requireNonNull(report.types().get("VERB")), 1 / 2.0, 1 / 2.0, 1 / 2.0, 2);
    check(report.micro(), 4 / 6.0, 4 / 6.0, 4 / 6.0, 6);
    assertThat(report.accuracy()).isEqualTo(4 / 6.0, EXACT);
    assertThat(report.macro().f1()).isEqualTo((1 + 2 / 3.0 + 1 / 2.0) / 3, EXACT);
    assertThat(report.weighted().f1()).isEqualTo((1 + 3 * (2 / 3.0) + 2 * (1 / 2.0)) / 6, EXACT);
  }

  @Test
  void noTagIsNoTagToBeFound() {
    LabelScoring scoring = new LabelScoring(LabelScheme.NONE, LabelScheme.NONE, false);
    SeqevalReport report =
        scoring.score(List.of(labels("O O PER B-X")), List.of(labels("O PER PER I-X")));

    assertThat(report.types()).containsOnlyKeys("PER", "B-X", "I-X"); // whole names, no prefixes
    check(report.micro(), 1 / 3.0, 1 / 2.0, 0.4, 2);
    assertThat(report.accuracy()).isEqualTo(0.5);
    assertThat(
            scoring
                .score(List.of(labels("NOUN VERB")), List.of(labels("NOUN NOUN")), Set.of("VERB"))
                .types())
        .containsOnlyKeys("VERB");
  }

  @Test
  void tagsAndEntitiesCannotBeCompared() {
    assertThatThrownBy(() -> new LabelScoring(LabelScheme.BIO, LabelScheme.NONE, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("data's label scheme is bio", "model's none");
  }

  private static SeqevalReport score(
      LabelScheme data,
      List<String> references,
      LabelScheme model,
      List<String> predictions,
      boolean strict) {
    return new LabelScoring(data, model, strict).score(List.of(references), List.of(predictions));
  }

  private static void check(
      TypeScore score, double precision, double recall, double f1, long support) {
    assertThat(score.precision()).isEqualTo(precision, EXACT);
    assertThat(score.recall()).isEqualTo(recall, EXACT);
    assertThat(score.f1()).isEqualTo(f1, EXACT);
    assertThat(score.support()).isEqualTo(support);
  }

  private static TypeScore counted(Set<String> actual, Set<String> predicted) {
    long correct = actual.stream().filter(predicted::contains).count();
    return TypeScore.of(correct, predicted.size(), actual.size());
  }

  private static List<String> bio(int length, Random random) {
    List<String> labels = new ArrayList<>();
    String type = "";
    for (int i = 0; i < length; i++) {
      int draw = random.nextInt(4);
      if (draw == 0) {
        type = "";
        labels.add("O");
      } else if (draw == 1 && !type.isEmpty()) {
        labels.add("I-" + type);
      } else {
        type = random.nextBoolean() ? "PER" : "LOC";
        labels.add("B-" + type);
      }
    }
    return labels;
  }

  private static boolean isBio(List<String> labels) {
    for (int i = 0; i < labels.size(); i++) {
      String label = labels.get(i);
      String before = i == 0 ? "O" : labels.get(i - 1);
      if (label.startsWith("I") && !before.endsWith(label.substring(1))) {
        return false;
      }
    }
    return true;
  }

  /** Of BIO that is not broken: each as {@code TYPE start end}. */
  private static Set<String> entities(List<String> bio) {
    Set<String> found = new HashSet<>();
    for (int start = 0; start < bio.size(); start++) {
      if (bio.get(start).startsWith("B-")) {
        int end = start + 1;
        while (end < bio.size() && bio.get(end).startsWith("I-")) {
          end++;
        }
        found.add(bio.get(start).substring(2) + " " + start + " " + end);
      }
    }
    return found;
  }

  private static List<List<String>> sequences(List<String> labels, int length) {
    List<List<String>> all = List.of(List.of());
    for (int i = 0; i < length; i++) {
      List<List<String>> longer = new ArrayList<>();
      for (List<String> each : all) {
        for (String label : labels) {
          List<String> next = new ArrayList<>(each);
          next.add(label);
          longer.add(next);
        }
      }
      all = longer;
    }
    return all;
  }

  private static List<String> labels(String spaced) {
    return List.of(spaced.split(" ", -1));
  }
}
