package dev.tidemark.ops.feed;

import java.time.Duration;

/**
 * What the live feed may cost.
 *
 * @param browsers at most so many watch at once; the next one is refused
 * @param perSecond at most so many records a second go to one browser; the rest is passed over
 * @param waitingBytes what may wait for one slow browser; what does not fit is passed over
 * @param recordBytes a larger record is passed over
 * @param heartbeat a sign of life after so much silence; below every proxy's patience
 */
public record FeedLimits(
    int browsers, int perSecond, int waitingBytes, int recordBytes, Duration heartbeat) {

  public static final FeedLimits DEFAULT =
      new FeedLimits(32, 20, 2 << 20, 256 << 10, Duration.ofSeconds(5));

  public FeedLimits {
    if (browsers < 1 || perSecond < 1 || recordBytes < 1 || waitingBytes < recordBytes) {
      throw new IllegalArgumentException(
          "a feed needs at least one browser, one record a second, and room for one record");
    }
  }
}
