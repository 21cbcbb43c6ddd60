package dev.tidemark.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.testing.Seeds;
import dev.tidemark.training.data.LabelledSentence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NeighbourJoinTest {

  @Test
  void everyWordKeepsItsPlaceAndItsLabel() {
    Random random = Seeds.random("NeighbourJoinTest.everyWordKeepsItsPlaceAndItsLabel");
    for (int run = 0; run < 200; run++) {
      List<LabelledSentence> sentences = sentences(random.nextInt(60), random);
      int maxWords = 1 + random.nextInt(60);

      List<LabelledSentence> texts = NeighbourJoin.joined(sentences, maxWords, random);

      assertThat(words(texts)).isEqualTo(words(sentences));
      assertThat(texts.stream().flatMap(text -> text.labels().stream()).toList())
          .isEqualTo(sentences.stream().flatMap(text -> text.labels().stream()).toList());
      // Cut only between sentences, and too long only where one sentence is.
      assertThat(ends(sentences)).containsAll(ends(texts));
      List<List<String>> alone = sentences.stream().map(LabelledSentence::words).toList();
      assertThat(texts)
          .allMatch(text -> text.words().size() <= maxWords || alone.contains(text.words()));
    }
  }

  @Test
  void someAreJoinedAndSomeStayAlone() {
    List<LabelledSentence> sentences = sentences(1000, new Random(1));
    List<LabelledSentence> texts = NeighbourJoin.joined(sentences, 60, new Random(2));

    List<List<String>> alone = sentences.stream().map(LabelledSentence::words).toList();
    assertThat(texts.size()).isLessThan(700);
    assertThat(texts.stream().filter(text -> alone.contains(text.words())).count())
        .isGreaterThan(50);
    assertThat(NeighbourJoin.joined(sentences, 60, new Random(2))).isEqualTo(texts);
  }

  @Test
  void forMeasuringATextIsAsFullAsItCanBe() {
    Random random = Seeds.random("NeighbourJoinTest.forMeasuringATextIsAsFullAsItCanBe");
    for (int run = 0; run < 200; run++) {
      List<LabelledSentence> sentences = sentences(random.nextInt(60), random);
      int maxWords = 1 + random.nextInt(60);

      List<LabelledSentence> texts = NeighbourJoin.filled(sentences, maxWords);

      assertThat(words(texts)).isEqualTo(words(sentences));
      List<Integer> cuts = ends(sentences);
      int begin = 0;
      for (int end : ends(texts)) {
        int furthest = begin;
        for (int cut : cuts) {
          boolean first = furthest == begin;
          furthest = cut > begin && (first || cut - begin <= maxWords) ? cut : furthest;
        }
        assertThat(end).isEqualTo(furthest);
        begin = end;
      }
    }
  }

  private static List<String> words(List<LabelledSentence> sentences) {
    return sentences.stream().flatMap(sentence -> sentence.words().stream()).toList();
  }

  /** Number of words at which each text ends. */
  private static List<Integer> ends(List<LabelledSentence> texts) {
    List<Integer> ends = new ArrayList<>();
    int words = 0;
    for (LabelledSentence text : texts) {
      words += text.words().size();
      ends.add(words);
    }
    return ends;
  }

  private static List<LabelledSentence> sentences(int count, Random random) {
    List<LabelledSentence> sentences = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int length = 1 + random.nextInt(20);
      List<String> words = new ArrayList<>();
      for (int word = 0; word < length; word++) {
        words.add("w" + i + "." + word);
      }
      sentences.add(new LabelledSentence(words, Collections.nCopies(length, "L" + i)));
    }
    return sentences;
  }
}
