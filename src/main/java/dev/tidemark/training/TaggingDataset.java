package dev.tidemark.training;

import dev.tidemark.training.data.LabelledSentence;
import java.util.ArrayList;
import java.util.List;

/**
 * Sentences with the rows they become.
 *
 * @param sentences as read
 * @param examples their rows; {@link Example#sentence} points into {@code sentences}
 */
public record TaggingDataset(List<LabelledSentence> sentences, List<Example> examples) {

  /**
   * Aligns every sentence.
   *
   * @param weight what each row counts in the loss
   */
  public static TaggingDataset of(
      List<LabelledSentence> sentences, float weight, LabelAlignment alignment) {
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < sentences.size(); i++) {
      examples.addAll(alignment.align(sentences.get(i), i, weight));
    }
    return new TaggingDataset(List.copyOf(sentences), List.copyOf(examples));
  }

  /** Reference labels, one list per sentence. */
  public List<List<String>> references() {
    return sentences.stream().map(LabelledSentence::labels).toList();
  }
}
