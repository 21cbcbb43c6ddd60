package dev.tidemark.text;

import java.util.LinkedHashSet;
import java.util.List;

/**
 * What a text's sender wants to know about its masks.
 *
 * @param topK candidates to give for each mask; {@link #UNSAID} for as many as are usual here, or
 *     for all targets
 * @param targets the words to choose among, without duplicates; none for the whole vocabulary
 */
public record FillOptions(int topK, List<String> targets) {

  /** Nothing asked in particular. */
  public static final int UNSAID = 0;

  /** Most candidates for a mask, and most targets. */
  public static final int MOST = 100;

  /** As is usual here. */
  public static final FillOptions USUAL = new FillOptions(UNSAID, List.of());

  public FillOptions {
    if (topK < 0 || topK > MOST) {
      throw new IllegalArgumentException("%d candidates: 1 to %d can be had".formatted(topK, MOST));
    }
    targets = List.copyOf(new LinkedHashSet<>(targets));
    if (targets.size() > MOST) {
      throw new IllegalArgumentException(
          "%d targets: at most %d can be had".formatted(targets.size(), MOST));
    }
  }
}
