package dev.tidemark.training.data;

import java.util.List;

/**
 * Words with the label of each.
 *
 * @param words as somebody cut them; at least one
 * @param labels one for each word, e.g. {@code B-PER}
 */
public record LabelledSentence(List<String> words, List<String> labels) {

  public LabelledSentence {
    words = List.copyOf(words);
    labels = List.copyOf(labels);
    if (words.isEmpty() || words.size() != labels.size()) {
      throw new IllegalArgumentException(
          "%d words with %d labels are no sentence".formatted(words.size(), labels.size()));
    }
  }
}
