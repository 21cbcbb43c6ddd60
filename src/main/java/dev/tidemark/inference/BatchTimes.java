package dev.tidemark.inference;

import org.jspecify.annotations.Nullable;

/**
 * When a text's batch ran; of a long text, whose windows may be in several, from the first to the
 * last.
 *
 * @param began {@code System.nanoTime()}
 * @param ended likewise
 * @param rows texts and windows in it; of several batches the largest
 */
public record BatchTimes(long began, long ended, int rows) {

  static BatchTimes over(@Nullable BatchTimes one, BatchTimes other) {
    return one == null
        ? other
        : new BatchTimes(
            one.began - other.began < 0 ? one.began : other.began,
            one.ended - other.ended > 0 ? one.ended : other.ended,
            Math.max(one.rows, other.rows));
  }
}
