package dev.tidemark.bench;

/**
 * Something that can be done over and over, and whose speed is of interest.
 *
 * <p>Threading notes: as many threads as its {@link Arrangement} has callers do it at once.
 */
public interface Work {

  /** Called by each caller before it begins, since some engines keep settings per thread. */
  default void enter() {}

  /**
   * Does it once.
   *
   * @return how much that was: tokens, or floating-point operations
   */
  double once();
}
