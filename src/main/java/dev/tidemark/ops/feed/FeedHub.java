package dev.tidemark.ops.feed;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Brings tagged records to the browsers that watch. A publisher never waits for a browser: each has
 * its own bounded {@link FeedMailbox}, and what a browser is too slow for, or a person, is passed
 * over and counted.
 *
 * <p>Records come from outside ({@code app} reads them from Kafka), and only while somebody
 * watches: {@link #awaitWatched}.
 *
 * <p>Threading notes: safe for use by any number of threads; it has none of its own.
 */
public final class FeedHub implements AutoCloseable {

  private final FeedLimits limits;
  private final LongSupplier clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<FeedSubscription> subscriptions = new CopyOnWriteArrayList<>();
  private boolean closed; // guarded by lock

  public FeedHub(FeedLimits limits) {
    this(limits, System::nanoTime);
  }

  FeedHub(FeedLimits limits, LongSupplier clock) {
    this.limits = limits;
    this.clock = clock;
  }

  /**
   * A record for everybody who watches.
   *
   * @param id where it stands, such as {@code 3-1042}; no line break
   * @param json a tagged record
   */
  public void publish(String id, byte[] json) {
    if (subscriptions.isEmpty()) {
      return;
    }
    if (json.length > limits.recordBytes()) {
      subscriptions.forEach(FeedSubscription::passOver);
      return;
    }
    byte[] frame = EventStream.event("tagged", id, json);
    JsonNode record = null; // read once, and only where somebody asks for a part of the feed
    for (FeedSubscription subscription : subscriptions) {
      FeedFilter filter = subscription.filter();
      if (!filter.isNone()) {
        record = record == null ? FeedFilter.read(json) : record;
        if (!filter.passes(record)) {
          continue;
        }
      }
      subscription.offer(frame);
    }
  }

  /** Waits until somebody watches; false when the feed has ended instead. */
  public boolean awaitWatched() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (subscriptions.isEmpty() && !closed) {
        changed.await();
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /** How many watch. */
  public int watching() {
    return subscriptions.size();
  }

  /** Whether there is room for one more. */
  boolean hasRoom() {
    return subscriptions.size() < limits.browsers();
  }

  /** Writes the feed until the feed ends or the browser is gone; at once where there is no room. */
  void writeTo(OutputStream out, FeedFilter filter) throws IOException, InterruptedException {
    FeedSubscription subscription = new FeedSubscription(limits, filter, clock);
    if (!add(subscription)) {
      return;
    }
    try {
      for (byte[] next = subscription.take(); next.length > 0; next = subscription.take()) {
        out.write(next);
        out.flush();
      }
    } finally {
      boolean unused = subscriptions.remove(subscription);
    }
  }

  private boolean add(FeedSubscription subscription) {
    lock.lock();
    try {
      if (closed || !hasRoom()) {
        return false;
      }
      boolean added = subscriptions.add(subscription);
      changed.signalAll();
      return added;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    new ArrayList<>(subscriptions).forEach(FeedSubscription::close);
  }
}
