package dev.tidemark.inference;

import dev.tidemark.text.EntitySpan;
import dev.tidemark.text.MaskFill;
import dev.tidemark.text.TaggedRecord;
import dev.tidemark.text.TextRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model found in one text.
 *
 * @param entities in the order of their start, not overlapping
 * @param model version that said this, e.g. {@code newswire@3}
 * @param labels {@link dev.tidemark.model.LabelSet#hash()} of that version
 * @param windows overlapping windows the text took, at least 1
 * @param tokens tokens of the text as the model counts them, special tokens left out
 * @param fills one for each mask of the text, in its order
 * @param fillModel version that fills masks; null where none does
 * @param batch when the model ran; null where nobody knows
 */
public record Tagging(
    List<EntitySpan> entities,
    String model,
    String labels,
    int windows,
    int tokens,
    List<MaskFill> fills,
    @Nullable String fillModel,
    @Nullable BatchTimes batch) {

  public Tagging {
    entities = List.copyOf(entities);
    fills = List.copyOf(fills);
  }

  /** Where no model fills masks. */
  public Tagging(List<EntitySpan> entities, String model, String labels, int windows, int tokens) {
    this(entities, model, labels, windows, tokens, List.of(), null, null);
  }

  /** The same with what a model would put in place of the masks. */
  Tagging with(Filling filling) {
    return new Tagging(
        entities, model, labels, windows, tokens, filling.fills(), filling.model(), batch);
  }

  /** The text with this. */
  public TaggedRecord record(TextRecord input) {
    return new TaggedRecord(input, entities, model, windows, fills, fillModel);
  }
}
