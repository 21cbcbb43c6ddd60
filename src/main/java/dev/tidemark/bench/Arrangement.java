package dev.tidemark.bench;

import java.util.List;

/**
 * How the cores are shared out.
 *
 * @param callers threads that each compute a batch of their own
 * @param threads cores that the engine uses for one of these batches
 */
public record Arrangement(int callers, int threads) {

  public Arrangement {
    if (callers < 1 || threads < 1) {
      throw new IllegalArgumentException("%d callers, %d threads".formatted(callers, threads));
    }
  }

  /**
   * The two that make sense on a CPU: all cores on one batch, and a batch a core. Which is faster
   * depends on the engine and on the shape, so everybody is measured in both.
   */
  public static List<Arrangement> of(int cores) {
    Arrangement together = new Arrangement(1, cores);
    return cores == 1 ? List.of(together) : List.of(together, new Arrangement(cores, 1));
  }

  @Override
  public String toString() {
    return callers + "x" + threads;
  }
}
