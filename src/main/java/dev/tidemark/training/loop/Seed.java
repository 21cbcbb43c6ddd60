package dev.tidemark.training.loop;

/** Seeds for parts of a training, so that any part can be begun without those before it. */
public final class Seed {

  private Seed() {}

  /**
   * A seed of its own for part number {@code part} of what {@code seed} stands for (SplitMix64).
   */
  public static long of(long seed, long part) {
    long z = seed + (part + 1) * 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
