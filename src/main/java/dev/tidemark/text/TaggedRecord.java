package dev.tidemark.text;

import java.util.List;

/**
 * A text with what the model found in it.
 *
 * @param input the record as it came
 * @param entities in the order of their start, not overlapping
 * @param nerModel the version that said this, e.g. {@code newswire@2}
 * @param windows how many overlapping windows of the model's input length the text took; 1 for a
 *     short text
 */
public record TaggedRecord(
    TextRecord input, List<EntitySpan> entities, String nerModel, int windows) {

  public TaggedRecord {
    entities = List.copyOf(entities);
  }
}
