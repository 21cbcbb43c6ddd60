package dev.tidemark.ops.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What one browser is to be sent next. It never holds more than {@link FeedLimits#waitingBytes},
 * and what it leaves out it counts: the browser is told once a second, by an event {@code sampled}.
 *
 * <p>The pace is a token bucket that holds one second's worth, since committed records arrive in
 * bursts, one per commit.
 *
 * <p>Time is passed in, as nanoseconds of any one clock.
 *
 * <p>Threading notes: not safe for use by several threads; {@link FeedSubscription} guards it.
 */
final class FeedMailbox {

  private static final long SECOND = 1_000_000_000L;

  private final FeedLimits limits;
  private final Deque<byte[]> waiting = new ArrayDeque<>();
  private int waitingBytes;
  private double tokens;
  private long refilled;
  private long lastSent;
  private long lastReport;
  private long shown;
  private long passedOver;

  FeedMailbox(FeedLimits limits, long now) {
    this.limits = limits;
    this.tokens = limits.perSecond();
    this.refilled = now;
    this.lastSent = now;
    this.lastReport = now;
    waiting.add(EventStream.RETRY);
    waitingBytes = EventStream.RETRY.length;
  }

  /** A record's frame: whether it waits to be sent now; else it is passed over. */
  boolean offer(byte[] frame, long now) {
    double earned = (double) (now - refilled) / SECOND * limits.perSecond();
    tokens = Math.min(limits.perSecond(), tokens + earned);
    refilled = now;
    if (tokens < 1 || waitingBytes + frame.length > limits.waitingBytes()) {
      passedOver++;
      return false;
    }
    tokens--;
    shown++;
    waiting.add(frame);
    waitingBytes += frame.length;
    return true;
  }

  /** A record that is too large to be shown. */
  void passOver() {
    passedOver++;
  }

  /** Everything that is to be sent now, in one piece; empty where there is nothing. */
  byte[] drain(long now) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(waitingBytes);
    waiting.forEach(out::writeBytes);
    waiting.clear();
    waitingBytes = 0;
    if (passedOver > 0 && now - lastReport >= SECOND) {
      out.writeBytes(report());
      shown = 0;
      passedOver = 0;
      lastReport = now;
    } else if (passedOver == 0 && now - lastReport >= SECOND) {
      shown = 0; // a second without sampling is not part of the next report
      lastReport = now;
    }
    if (out.size() == 0 && now - lastSent >= limits.heartbeat().toNanos()) {
      out.writeBytes(EventStream.HEARTBEAT);
    }
    if (out.size() > 0) {
      lastSent = now;
    }
    return out.toByteArray();
  }

  private byte[] report() {
    String json = "{\"shown\":%d,\"passed_over\":%d}".formatted(shown, passedOver);
    return EventStream.event("sampled", "", json.getBytes(UTF_8));
  }
}
