package dev.tidemark.ops.feed;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * One browser that watches the feed.
 *
 * <p>Threading notes: whoever publishes calls {@link #offer}, which never waits for the browser;
 * the thread that writes to the browser calls {@link #take}. The lock guards the mailbox, and no
 * input or output happens under it.
 */
final class FeedSubscription {

  /** How late a heartbeat or a report of sampling may be. */
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final FeedFilter filter;
  private final LongSupplier clock;
  private final FeedMailbox mailbox; // guarded by lock
  private boolean closed; // guarded by lock

  FeedSubscription(FeedLimits limits, FeedFilter filter, LongSupplier clock) {
    this.filter = filter;
    this.clock = clock;
    this.mailbox = new FeedMailbox(limits, clock.getAsLong());
  }

  /** What of the feed it wants to see. */
  FeedFilter filter() {
    return filter;
  }

  void offer(byte[] frame) {
    lock.lock();
    try {
      if (mailbox.offer(frame, clock.getAsLong())) {
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** A record that nobody is shown. */
  void passOver() {
    lock.lock();
    try {
      mailbox.passOver();
    } finally {
      lock.unlock();
    }
  }

  /** What is to be sent next, waiting for it; empty when the feed has ended. */
  byte[] take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed) {
        byte[] bytes = mailbox.drain(clock.getAsLong());
        if (bytes.length > 0) {
          return bytes;
        }
        long unused = changed.awaitNanos(TICK_NANOS);
      }
      return new byte[0];
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }
}
