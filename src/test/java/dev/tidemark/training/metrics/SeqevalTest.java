package dev.tidemark.training.metrics;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tidemark.testing.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class SeqevalTest {

  private static final Offset<Double> EXACT = within(1e-12);

  @Test
  void anEntityIsRightOnlyWhenBothEndsAre() {
    SeqevalReport report =
        Seqeval.score(List.of(labels("B-PER I-PER O B-LOC")), List.of(labels("B-PER O O B-LOC")));

    assertThat(report.types())
        .isEqualTo(Map.of("LOC", new TypeScore(1, 1, 1, 1), "PER", new TypeScore(0, 0, 0, 1)));
    assertThat(report.types().keySet()).containsExactly("LOC", "PER");
    assertThat(report.micro()).isEqualTo(new TypeScore(0.5, 0.5, 0.5, 2));
    assertThat(report.accuracy()).isEqualTo(0.75);
  }

  @Test
  void averagesDifferWhenTypesAreNotEquallyFrequent() {
    // PER: 3 true, 1 found and right. LOC: 1 true, found, and one too many.
    SeqevalReport report =
        Seqeval.score(
            List.of(labels("B-PER B-PER B-PER B-LOC O")), List.of(labels("B-PER O O B-LOC B-LOC")));

    assertThat(report.types().get("PER")).isEqualTo(new TypeScore(1, 1 / 3.0, 0.5, 3));
    assertThat(report.types().get("LOC")).isEqualTo(new TypeScore(0.5, 1, 2 / 3.0, 1));
    assertThat(report.micro().precision()).isCloseTo(2 / 3.0, EXACT);
    assertThat(report.micro().recall()).isCloseTo(2 / 4.0, EXACT);
    assertThat(report.macro().precision()).isCloseTo((1 + 0.5) / 2, EXACT);
    assertThat(report.weighted().precision()).isCloseTo((3 * 1 + 1 * 0.5) / 4, EXACT);
  }

  @Test
  void onlyTheDefaultModeRepairsBrokenLabels() {
    List<List<String>> broken = List.of(labels("O I-PER I-PER"));

    assertThat(Seqeval.score(broken, broken).micro().support()).isEqualTo(1);
    assertThat(Seqeval.scoreStrict(broken, broken, TagScheme.IOB2).micro().support()).isZero();
    assertThat(Seqeval.scoreStrict(broken, broken, TagScheme.IOB1).micro().support()).isEqualTo(1);
  }

  @Test
  void labelsWithoutTypeAreEntitiesToo() {
    SeqevalReport report =
        Seqeval.score(List.of(labels("O I I O B")), List.of(labels("I I I O B")));

    assertThat(report.types()).isEqualTo(Map.of("_", new TypeScore(0.5, 0.5, 0.5, 2)));
  }

  @Test
  void anEntityEndsWithItsSentence() {
    SeqevalReport report =
        Seqeval.score(
            List.of(labels("B-PER"), labels("I-PER")), List.of(labels("B-PER"), labels("O")));

    assertThat(report.micro()).isEqualTo(new TypeScore(1, 0.5, 2 / 3.0, 2));
  }

  @Test
  void withoutEntitiesOnlyTheMacroAverageIsUndefined() {
    SeqevalReport report = Seqeval.score(List.of(labels("O O")), List.of(labels("O O")));

    assertThat(report.types()).isEmpty();
    assertThat(report.micro()).isEqualTo(new TypeScore(0, 0, 0, 0));
    assertThat(report.weighted()).isEqualTo(new TypeScore(0, 0, 0, 0));
    assertThat(report.macro().f1()).isNaN();
    assertThat(report.accuracy()).isEqualTo(1);
  }

  @Test
  void restrictedToSomeTypesTheOthersAreOutside() {
    List<List<String>> sentences = List.of(labels("B-PER I-PER O B-MISC I-MISC B-LOC"));

    assertThat(Seqeval.restrictTo(Set.of("PER", "LOC"), sentences))
        .containsExactly(labels("B-PER I-PER O O O B-LOC"));
  }

  @Test
  void refusesWhatCannotBeCompared() {
    List<String> three = labels("O O O");
    List<String> two = labels("O O");
    assertThatThrownBy(() -> Seqeval.score(List.of(three, three), List.of(three, two)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sentence 1: 3 reference labels, 2 predicted");
    assertThatThrownBy(() -> Seqeval.score(List.of(three, two), List.of(three)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2 sentences of references, 1 of predictions");
    assertThatThrownBy(() -> Seqeval.score(List.of(two), List.of(List.of("O", ""))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sentence 0, token 1: the label is empty");
    assertThatThrownBy(
            () ->
                Seqeval.scoreStrict(
                    List.of(three, two), List.of(three, labels("O S-PER")), TagScheme.IOB2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "sentence 1, token 1: label S-PER is not IOB2, whose labels begin with one of IOB");
  }

  /** For labels no scheme produced, what must hold whatever they are. */
  @Test
  void invariantsHoldForAnyLabels() {
    Random random = Seeds.random("SeqevalTest.invariantsHoldForAnyLabels");
    List<String> labels = labels("O O B-PER I-PER E-PER S-PER B-LOC I-LOC E-LOC S-LOC");
    for (int run = 0; run < 500; run++) {
      List<List<String>> references = new ArrayList<>();
      List<List<String>> predictions = new ArrayList<>();
      for (int sentence = random.nextInt(4); sentence >= 0; sentence--) {
        int length = random.nextInt(9);
        references.add(draw(labels, length, random));
        predictions.add(draw(labels, length, random));
      }
      String input = references + " " + predictions;
      SeqevalReport report = Seqeval.score(references, predictions);
      SeqevalReport swapped = Seqeval.score(predictions, references);

      assertThat(report.types().keySet()).as(input).isEqualTo(swapped.types().keySet());
      double correct = 0;
      double predicted = 0;
      long support = 0;
      for (String type : report.types().keySet()) {
        TypeScore score = report.types().get(type);
        TypeScore other = requireNonNull(swapped.types().get(type));
        assertThat(score.precision()).as(input).isEqualTo(other.recall());
        assertThat(score.recall()).as(input).isEqualTo(other.precision());
        assertThat(score.f1()).as(input).isCloseTo(other.f1(), EXACT);
        correct += score.recall() * score.support();
        predicted += other.support();
        support += score.support();
      }
      assertThat(report.micro().support()).as(input).isEqualTo(support);
      assertThat(report.micro().recall() * support).as(input).isCloseTo(correct, within(1e-9));
      assertThat(report.micro().precision() * predicted).as(input).isCloseTo(correct, within(1e-9));

      SeqevalReport perfect = Seqeval.score(references, references);
      assertThat(perfect.types().values())
          .as(input)
          .allSatisfy(
              score -> assertThat(score).isEqualTo(new TypeScore(1, 1, 1, score.support())));
    }
  }

  /** The other way round: from entities to labels, by hand, and back to the same entities. */
  @Test
  void labelsWrittenFromEntitiesScoreLikeTheEntities() {
    Random random = Seeds.random("SeqevalTest.labelsWrittenFromEntitiesScoreLikeTheEntities");
    for (int run = 0; run < 500; run++) {
      int length = 1 + random.nextInt(12);
      Set<Chunk> actual = Set.copyOf(entities(length, random));
      Set<Chunk> predicted = Set.copyOf(entities(length, random));
      long correct = actual.stream().filter(predicted::contains).count();
      TypeScore expected = TypeScore.of(correct, predicted.size(), actual.size());
      for (TagScheme scheme :
          List.of(
              TagScheme.IOB1, TagScheme.IOB2, TagScheme.IOE2, TagScheme.IOBES, TagScheme.BILOU)) {
        List<List<String>> references = List.of(write(actual, length, scheme));
        List<List<String>> predictions = List.of(write(predicted, length, scheme));
        String input = scheme + " " + references + " " + predictions;
        assertThat(Seqeval.scoreStrict(references, predictions, scheme).micro())
            .as(input)
            .isEqualTo(expected);
        if (scheme != TagScheme.BILOU) {
          assertThat(Seqeval.score(references, predictions).micro()).as(input).isEqualTo(expected);
        }
      }
    }
  }

  private static List<Chunk> entities(int length, Random random) {
    List<Chunk> entities = new ArrayList<>();
    int start = random.nextInt(2);
    while (start < length) {
      int end = Math.min(length, start + 1 + random.nextInt(3));
      entities.add(new Chunk(random.nextBoolean() ? "PER" : "LOC", start, end));
      start = end + Math.max(0, random.nextInt(4) - 1);
    }
    return entities;
  }

  private static List<String> write(Set<Chunk> entities, int length, TagScheme scheme) {
    String[] labels = new String[length];
    Arrays.fill(labels, "O");
    for (Chunk entity : entities) {
      boolean touchesItsLike =
          entities.stream()
              .anyMatch(o -> o.end() == entity.start() && o.type().equals(entity.type()));
      for (int i = entity.start(); i < entity.end(); i++) {
        boolean first = i == entity.start();
        boolean last = i == entity.end() - 1;
        String prefix =
            switch (scheme) {
              case IOB1 -> first && touchesItsLike ? "B" : "I";
              case IOB2 -> first ? "B" : "I";
              case IOE2 -> last ? "E" : "I";
              case IOBES -> first && last ? "S" : first ? "B" : last ? "E" : "I";
              case BILOU -> first && last ? "U" : first ? "B" : last ? "L" : "I";
              case IOE1 -> throw new AssertionError("the reference does not read it back");
            };
        labels[i] = prefix + "-" + entity.type();
      }
    }
    return List.of(labels);
  }

  private static List<String> draw(List<String> labels, int length, Random random) {
    return IntStream.range(0, length)
        .mapToObj(i -> labels.get(random.nextInt(labels.size())))
        .toList();
  }

  private static List<String> labels(String spaced) {
    return List.of(spaced.split(" ", -1));
  }
}
