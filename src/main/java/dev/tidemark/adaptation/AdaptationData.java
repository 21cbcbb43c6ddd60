package dev.tidemark.adaptation;

import dev.tidemark.training.data.LabelledSentence;
import java.util.List;

/**
 * What a run works with.
 *
 * @param corrections the truth as people see it, in the order in which they said it
 * @param replay labelled sentences of what the model learnt before; may be empty
 * @param golden labelled sentences on which the model must not become worse; may be empty, and then
 *     a part of {@code replay}, or of the rehearsal, is held out for it
 * @param texts recent texts as words, which the incumbent labels itself for rehearsal
 */
public record AdaptationData(
    List<LabelledSentence> corrections,
    List<LabelledSentence> replay,
    List<LabelledSentence> golden,
    List<List<String>> texts) {

  public AdaptationData {
    corrections = List.copyOf(corrections);
    replay = List.copyOf(replay);
    golden = List.copyOf(golden);
    texts = List.copyOf(texts);
    if (corrections.isEmpty()) {
      throw new IllegalArgumentException("there is no correction to learn from");
    }
  }
}
