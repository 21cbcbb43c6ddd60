package dev.tidemark.training.metrics;

import dev.tidemark.model.LabelScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Scores of tags that mark words and no entities, such as parts of speech: every word is an item of
 * its own, found when it has the right tag. So {@link SeqevalReport#types} holds each tag, {@link
 * SeqevalReport#macro} their mean, and {@link SeqevalReport#micro} over all words, where each has
 * exactly one tag on either side, is precision = recall = F1 = accuracy.
 *
 * <p>A tag {@code O} says "none of these" and is no tag to be found: it has no score of its own and
 * no part in the means, only in the accuracy. (Micro and accuracy then differ.)
 */
final class PlainTags {

  private PlainTags() {}

  /**
   * @param types tags that count, others being as good as {@code O}; empty for all
   */
  static SeqevalReport score(
      List<List<String>> references, List<List<String>> predictions, Set<String> types) {
    List<List<String>> expected = restricted(references, types);
    List<List<String>> found = restricted(predictions, types);
    return Seqeval.score(asUnits(expected), asUnits(found));
  }

  /**
   * {@code S-NOUN}: with this prefix each word is an entity of its own to seqeval, no matter what.
   */
  private static List<List<String>> asUnits(List<List<String>> sentences) {
    return sentences.stream()
        .map(
            sentence ->
                sentence.stream()
                    .map(tag -> tag.equals(LabelScheme.OUTSIDE) ? tag : "S-" + tag)
                    .toList())
        .toList();
  }

  private static List<List<String>> restricted(List<List<String>> sentences, Set<String> types) {
    if (types.isEmpty()) {
      return sentences;
    }
    List<List<String>> result = new ArrayList<>();
    for (List<String> sentence : sentences) {
      result.add(
          sentence.stream().map(tag -> types.contains(tag) ? tag : LabelScheme.OUTSIDE).toList());
    }
    return result;
  }
}
