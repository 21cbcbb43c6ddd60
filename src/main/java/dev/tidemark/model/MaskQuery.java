package dev.tidemark.model;

/**
 * What is asked about the masks of a batch.
 *
 * @param places of the masks, counted through the rows with their padding: {@code row * length +
 *     token}
 * @param topK likeliest words to give for each mask; at most the vocabulary's size
 * @param targetsEach vocabulary ids per mask whose probability is asked besides
 * @param targets these ids, row-major {@code [masks, targetsEach]}
 */
public record MaskQuery(int[] places, int topK, int targetsEach, long[] targets) {

  public MaskQuery {
    if (places.length == 0 || topK < 1 || targets.length != places.length * targetsEach) {
      throw new IllegalArgumentException(
          "%d masks, %d words and %d targets each, %d targets in all"
              .formatted(places.length, topK, targetsEach, targets.length));
    }
  }
}
