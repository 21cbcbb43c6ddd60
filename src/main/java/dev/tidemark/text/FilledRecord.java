package dev.tidemark.text;

import java.util.List;

/**
 * A text with what a model would put in place of its masks.
 *
 * @param input the record as it came
 * @param fills one for each mask, in the order of the text
 * @param model the version that said this
 */
public record FilledRecord(TextRecord input, List<MaskFill> fills, String model) {

  public FilledRecord {
    fills = List.copyOf(fills);
  }
}
