package dev.tidemark.inference;

import dev.tidemark.text.FilledRecord;
import dev.tidemark.text.MaskFill;
import dev.tidemark.text.TextRecord;
import java.util.List;

/**
 * What a model would put in place of one text's masks.
 *
 * @param fills one for each mask, in the order of the text
 * @param model version that said this
 */
public record Filling(List<MaskFill> fills, String model) {

  public Filling {
    fills = List.copyOf(fills);
  }

  /** The text with this. */
  public FilledRecord record(TextRecord input) {
    return new FilledRecord(input, fills, model);
  }
}
