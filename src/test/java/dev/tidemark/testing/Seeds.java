package dev.tidemark.testing;

import java.util.Random;

/** Random tests that can be repeated: the seed is printed, and {@code -Dtest.seed=…} sets it. */
public final class Seeds {

  private Seeds() {}

  public static Random random(String test) {
    long seed = Long.getLong("test.seed", System.nanoTime());
    System.out.printf("%s: repeat with -Dtest.seed=%d%n", test, seed);
    return new Random(seed);
  }
}
