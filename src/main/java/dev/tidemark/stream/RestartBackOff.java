package dev.tidemark.stream;

import java.time.Duration;

/**
 * How long a dead stream thread's replacement waits: the first time {@code first}, then twice as
 * long each time, at most {@code longest}. What mends itself (a device that is reset, a broker that
 * is elected) is given the time for it, and is not hammered meanwhile.
 */
public record RestartBackOff(Duration first, Duration longest) {

  /** Replaces at once. */
  public static final RestartBackOff NONE = new RestartBackOff(Duration.ZERO, Duration.ZERO);

  public RestartBackOff {
    if (first.isNegative() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "the first wait, %s, must be between 0 and the longest, %s".formatted(first, longest));
    }
  }

  /** The wait after so many restarts in a row. */
  Duration after(int restarts) {
    Duration wait = first;
    // Compared before it is doubled, so that nothing overflows; ends at once for a wait of zero.
    for (int i = 0; i < restarts && !wait.isZero(); i++) {
      if (wait.compareTo(longest.dividedBy(2)) > 0) {
        return longest;
      }
      wait = wait.multipliedBy(2);
    }
    return wait;
  }
}
