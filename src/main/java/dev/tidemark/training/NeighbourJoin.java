package dev.tidemark.training;

import dev.tidemark.training.data.LabelledSentence;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;

/**
 * Data sets come as single sentences, news comes as paragraphs. Joining sentences that stand next
 * to each other in the file (and so mostly in the document) shows the model texts of several
 * sentences.
 */
public final class NeighbourJoin {

  private NeighbourJoin() {}

  /**
   * The same sentences, neighbours joined to texts of up to so many words. How many is drawn anew
   * for each text between 1 and {@code maxWords}, so single sentences, which headlines resemble,
   * stay frequent. For training.
   */
  public static List<LabelledSentence> joined(
      List<LabelledSentence> sentences, int maxWords, Random random) {
    return joined(sentences, () -> 1 + random.nextInt(maxWords));
  }

  /**
   * The same sentences, neighbours joined as long as the text stays within {@code maxWords}. The
   * same texts each time: for measuring.
   */
  public static List<LabelledSentence> filled(List<LabelledSentence> sentences, int maxWords) {
    return joined(sentences, () -> maxWords);
  }

  private static List<LabelledSentence> joined(
      List<LabelledSentence> sentences, IntSupplier rooms) {
    List<LabelledSentence> texts = new ArrayList<>();
    List<String> words = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    int room = 0;
    for (LabelledSentence sentence : sentences) {
      if (!words.isEmpty() && words.size() + sentence.words().size() > room) {
        texts.add(new LabelledSentence(words, labels));
        words.clear();
        labels.clear();
      }
      if (words.isEmpty()) {
        room = rooms.getAsInt();
      }
      words.addAll(sentence.words());
      labels.addAll(sentence.labels());
    }
    if (!words.isEmpty()) {
      texts.add(new LabelledSentence(words, labels));
    }
    return texts;
  }
}
