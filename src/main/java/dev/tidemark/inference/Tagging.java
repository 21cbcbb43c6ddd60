package dev.tidemark.inference;

import dev.tidemark.text.EntitySpan;
import java.util.List;

/**
 * What a model found in one text.
 *
 * @param entities in the order of their start, not overlapping
 * @param model version that said this, e.g. {@code newswire@2}
 * @param labels {@link dev.tidemark.model.LabelSet#hash()} of that version
 * @param windows overlapping windows the text took, at least 1
 * @param tokens tokens of the text as the model counts them, special tokens left out
 */
public record Tagging(
    List<EntitySpan> entities, String model, String labels, int windows, int tokens) {

  public Tagging {
    entities = List.copyOf(entities);
  }
}
