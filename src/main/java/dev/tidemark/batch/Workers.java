package dev.tidemark.batch;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The threads of a {@link BatchLoop}, all doing the same until it ends.
 *
 * <p>Threading notes: any thread may call this, one of the workers too.
 */
final class Workers {

  private final List<Thread> threads;

  /** Not started yet; none of them keeps the JVM alive. */
  Workers(String name, int count, Runnable work) {
    threads =
        IntStream.range(0, count)
            .mapToObj(i -> new Thread(work, count == 1 ? name : name + "-" + i))
            .toList();
    threads.forEach(thread -> thread.setDaemon(true));
  }

  void start() {
    threads.forEach(Thread::start);
  }

  /** Whether it is one of them that asks. */
  boolean areCalling() {
    return threads.contains(Thread.currentThread());
  }

  /** Waits until all have ended; who has not after so long is interrupted. */
  void awaitEnd(Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      for (Thread thread : threads) {
        if (thread == Thread.currentThread()) {
          continue; // closed from within a future's dependent: this very batch is being answered
        }
        thread.join(Math.max(1, Duration.ofNanos(deadline - System.nanoTime()).toMillis()));
        if (thread.isAlive()) {
          thread.interrupt();
          thread.join(Duration.ofSeconds(1).toMillis());
        }
      }
    } catch (InterruptedException e) {
      threads.forEach(Thread::interrupt);
      Thread.currentThread().interrupt();
    }
  }
}
