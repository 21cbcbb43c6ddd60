package dev.tidemark.app.train;

import dev.tidemark.app.models.Weighted;
import java.nio.file.Path;

/**
 * A training file and what its sentences count in the loss, written {@code FILE} or {@code
 * FILE:WEIGHT}.
 *
 * @param weight more than 0; 1 for ordinary data, less for data with many errors
 */
record WeightedFile(Path file, float weight) {

  static WeightedFile parse(String text) {
    Weighted weighted = Weighted.parse(text, "file");
    return new WeightedFile(Path.of(weighted.name()), weighted.weight());
  }
}
