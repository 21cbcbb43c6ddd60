package dev.tidemark.training.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Sentences put together from words that come one at a time. Used by one thread. */
final class SentenceCollector {

  private final List<LabelledSentence> sentences = new ArrayList<>();
  private final List<String> words = new ArrayList<>();
  private final List<String> labels = new ArrayList<>();

  void add(String word, String label) {
    words.add(word);
    labels.add(label);
  }

  /** Whether the next word is the first of a sentence. */
  boolean atStart() {
    return words.isEmpty();
  }

  void endSentence() {
    if (!words.isEmpty()) {
      sentences.add(new LabelledSentence(words, labels));
      words.clear();
      labels.clear();
    }
  }

  /**
   * All of them.
   *
   * @throws DataFileException when there is none
   */
  List<LabelledSentence> finish(Path file) {
    endSentence();
    if (sentences.isEmpty()) {
      throw new DataFileException("%s holds no sentence".formatted(file));
    }
    return sentences;
  }
}
