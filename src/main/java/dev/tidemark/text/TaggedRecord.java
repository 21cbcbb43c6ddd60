package dev.tidemark.text;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A text with what the model found in it.
 *
 * @param input the record as it came
 * @param entities in the order of their start, not overlapping
 * @param nerModel the version that said this, e.g. {@code newswire@3}
 * @param windows how many overlapping windows of the model's input length the text took; 1 for a
 *     short text
 * @param fills one for each mask token of the text, in its order
 * @param fillModel the version that fills masks; null where none does
 */
public record TaggedRecord(
    TextRecord input,
    List<EntitySpan> entities,
    String nerModel,
    int windows,
    List<MaskFill> fills,
    @Nullable String fillModel) {

  public TaggedRecord {
    entities = List.copyOf(entities);
    fills = List.copyOf(fills);
  }

  /** Where no model fills masks. */
  public TaggedRecord(TextRecord input, List<EntitySpan> entities, String nerModel, int windows) {
    this(input, entities, nerModel, windows, List.of(), null);
  }
}
