package dev.tidemark.inference;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts who uses a thing that is to be closed when nobody does any more.
 *
 * <p>Invariant: once {@link #retire} was called and the last user has left, nobody gets in again;
 * so what is closed then is used by no one.
 *
 * <p>Threading notes: safe for use by any number of threads, without locks.
 */
final class Lease {

  /** Added to the count by retiring; there are never so many users. */
  private static final long RETIRED = 1L << 40;

  private final AtomicLong users = new AtomicLong();
  private final CompletableFuture<Void> free = new CompletableFuture<>();

  /** Whether the thing may be used; each true needs one {@link #leave}. */
  boolean enter() {
    long before = users.get();
    while (before < RETIRED) {
      if (users.compareAndSet(before, before + 1)) {
        return true;
      }
      before = users.get();
    }
    return false;
  }

  void leave() {
    if (users.decrementAndGet() == RETIRED) {
      free.complete(null);
    }
  }

  /** Lets nobody in any more. The future completes when the last one has left. */
  CompletableFuture<Void> retire() {
    if (users.getAndAdd(RETIRED) == 0) {
      free.complete(null);
    }
    return free;
  }
}
