package dev.tidemark.app.ingest;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When a feed is asked again: politely.
 *
 * @param every at least this long after it was asked, whatever it says
 * @param random so that those who failed together do not come back together
 */
record FeedPace(Duration every, RandomGenerator random) {

  /** A feed that wants to be left alone for longer is believed no further. */
  static final Duration LONGEST = Duration.ofDays(1);

  private static final Duration FIRST_BACK_OFF = Duration.ofMinutes(1);
  private static final Duration LONGEST_BACK_OFF = Duration.ofHours(1);
  private static final double JITTER = 0.2;

  /**
   * After an answer.
   *
   * @param wish how long the feed or its server says that the answer stays good; null for nothing
   */
  Instant afterAnswer(Instant now, @Nullable Duration wish) {
    return now.plus(bounded(max(every, wish)));
  }

  /**
   * After a failure.
   *
   * @param failures in a row, from 1
   * @param wish what the server said in Retry-After; null for nothing
   */
  Instant afterFailure(Instant now, int failures, @Nullable Duration wish) {
    Duration first = every.compareTo(FIRST_BACK_OFF) < 0 ? every : FIRST_BACK_OFF;
    Duration most = max(every, LONGEST_BACK_OFF);
    Duration doubled = first.multipliedBy(1L << Math.min(failures - 1, 20));
    Duration wait = doubled.compareTo(most) > 0 ? most : doubled;
    double jitter = 1 + JITTER * (2 * random.nextDouble() - 1);
    Duration shaken = Duration.ofMillis((long) (wait.toMillis() * jitter));
    return now.plus(bounded(max(shaken, wish)));
  }

  private static Duration bounded(Duration wait) {
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }

  private static Duration max(Duration one, @Nullable Duration other) {
    return other == null || one.compareTo(other) >= 0 ? one : other;
  }
}
