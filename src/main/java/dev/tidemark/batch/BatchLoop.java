package dev.tidemark.batch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of a device: takes the batches that are due from its queue, runs them, and answers
 * each request's future.
 *
 * <ul>
 *   <li>A batch that fails is halved until the culprits stand alone ({@link Bisection}); only their
 *       futures fail, with the exception the runner threw.
 *   <li>A batch too large for the device's memory halves the padded-token budget, for good, and is
 *       tried again in parts.
 *   <li>A fatal failure fails everything pending and every later submit; {@link #isAlive} says so.
 *       So do {@value #HOPELESS_AFTER} failed requests in a row with no success between: that many
 *       are not bad texts but a bad device, and must not be mistaken for dead letters.
 *   <li>No future stays pending: not after a failure, not after {@link #close}.
 * </ul>
 *
 * <p>Threading notes: {@code lock} guards the queue, {@code running}, {@code closed} and {@code
 * fatal}. {@code submit}, {@code hurry}, {@code isAlive} and {@code close} may be called by any
 * thread; the runner is called, and futures are completed, by the loop's thread without the lock.
 * What depends on a future runs there too, so it must be short and must not wait for another
 * request of this loop.
 *
 * @param <I> a request
 * @param <O> its result
 */
public final class BatchLoop<I, O> implements AutoCloseable {

  static final int HOPELESS_AFTER = 16;
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);
  private static final Duration ROOM_PATIENCE = Duration.ofSeconds(60);
  private static final Logger log = LoggerFactory.getLogger(BatchLoop.class);

  private record Request<I, O>(I input, int tokens, CompletableFuture<O> future) {}

  private final String name;
  private final int maxQueued;
  private final BatchRunner<I, O> runner;
  private final LongSupplier clock;
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition room = lock.newCondition();
  private final BatchQueue<Request<I, O>> queue;
  private List<Request<I, O>> running = List.of();
  private boolean closed;
  private @Nullable Throwable fatal;

  /** Touched by the loop's thread only. */
  private int failedInARow;

  /**
   * A loop that does not run yet: {@link #start} gives it its thread.
   *
   * @param name of its thread
   * @param maxQueued requests that may wait; {@link #submit} blocks beyond
   * @param clock nanoseconds
   */
  BatchLoop(
      String name,
      BatchLimits limits,
      int maxQueued,
      BatchRunner<I, O> runner,
      LongSupplier clock) {
    if (maxQueued < 1) {
      throw new IllegalArgumentException("maxQueued is " + maxQueued + ", at least 1 is needed");
    }
    this.name = name;
    this.maxQueued = maxQueued;
    this.runner = runner;
    this.clock = clock;
    this.queue = new BatchQueue<>(limits);
    this.thread = new Thread(this::loop, name);
    this.thread.setDaemon(true);
  }

  /**
   * A running loop.
   *
   * @param name of its thread
   * @param maxQueued requests that may wait; {@link #submit} blocks beyond
   */
  public static <I, O> BatchLoop<I, O> start(
      String name, BatchLimits limits, int maxQueued, BatchRunner<I, O> runner) {
    BatchLoop<I, O> loop = new BatchLoop<>(name, limits, maxQueued, runner, System::nanoTime);
    loop.thread.start();
    return loop;
  }

  /**
   * Queues a request; blocks while the queue is full, though not for ever.
   *
   * @param tokens its length, at least 1
   * @return its result; failed when the loop is closed or dead, when the caller is interrupted
   *     while it waits for room, or when none was made for a minute
   */
  public CompletableFuture<O> submit(I input, int tokens) {
    Request<I, O> request = new Request<>(input, tokens, new CompletableFuture<>());
    lock.lock();
    try {
      if (!awaitRoom()) {
        return CompletableFuture.failedFuture(refusal());
      }
      queue.offer(request, tokens, clock.getAsLong());
      // The loop sleeps until the oldest is due: only a first request or a full batch changes that.
      if (queue.size() == 1 || queue.mightBeFull()) {
        work.signal();
      }
      return request.future();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CompletableFuture.failedFuture(e);
    } catch (TimeoutException e) {
      return CompletableFuture.failedFuture(e);
    } finally {
      lock.unlock();
    }
  }

  /** What has been submitted by now is due at once. */
  public void hurry() {
    lock.lock();
    try {
      queue.hurry();
      work.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Whether requests are taken and answered. */
  public boolean isAlive() {
    lock.lock();
    try {
      return isOpen();
    } finally {
      lock.unlock();
    }
  }

  /** What killed the loop, if anything did. */
  public Optional<Throwable> failure() {
    lock.lock();
    try {
      return Optional.ofNullable(fatal);
    } finally {
      lock.unlock();
    }
  }

  /** Requests waiting for a batch. */
  public int queued() {
    lock.lock();
    try {
      return queue.size();
    } finally {
      lock.unlock();
    }
  }

  /** What a batch may hold now: less than at the start once the device ran out of memory. */
  public BatchLimits limits() {
    lock.lock();
    try {
      return queue.limits();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Refuses new requests, fails the waiting ones, lets the running batch finish within {@code
   * CLOSE_PATIENCE}, then interrupts it and fails that too.
   */
  @Override
  public void close() {
    List<Request<I, O>> waiting;
    lock.lock();
    try {
      closed = true;
      waiting = queue.drain();
      work.signalAll();
      room.signalAll();
    } finally {
      lock.unlock();
    }
    fail(waiting, new CancellationException(name + " was closed before this request ran"));
    awaitEnd();
    List<Request<I, O>> stuck;
    lock.lock();
    try {
      stuck = running;
    } finally {
      lock.unlock();
    }
    fail(stuck, new CancellationException(name + " was closed while this request ran"));
  }

  private void awaitEnd() {
    if (Thread.currentThread() == thread) {
      return; // closed from within a future's dependent: this very batch is being answered
    }
    try {
      thread.join(CLOSE_PATIENCE.toMillis());
      if (thread.isAlive()) {
        thread.interrupt();
        thread.join(Duration.ofSeconds(1).toMillis());
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  private void loop() {
    try {
      while (runOnce()) {}
    } catch (Throwable unexpected) {
      die(unexpected);
    }
  }

  /** Waits for a due batch and runs it; false when there will be no more. */
  boolean runOnce() throws InterruptedException {
    // 1. Wait until a batch is due, and take it.
    List<Request<I, O>> batch = takeDue();
    if (batch.isEmpty()) {
      return false;
    }
    try {
      // 2. Run it, in parts if need be.
      List<Outcome<O>> outcomes =
          new Bisection<>(runner, (from, to) -> shrink(batch.subList(from, to)))
              .run(batch.stream().map(Request::input).toList());
      // 3. Believe the failures only while there are successes among them.
      if (isHopeless(outcomes)) {
        return false;
      }
      // 4. Answer.
      for (int i = 0; i < outcomes.size(); i++) {
        outcomes.get(i).complete(batch.get(i).future());
      }
      return true;
    } catch (Bisection.FatalFailure e) {
      die(e.failure());
      return false;
    } finally {
      setRunning(List.of());
    }
  }

  /** The next batch, marked as running; empty once closed or dead. */
  private List<Request<I, O>> takeDue() throws InterruptedException {
    lock.lock();
    try {
      while (isOpen()) {
        long now = clock.getAsLong();
        List<Request<I, O>> batch = queue.poll(now);
        if (!batch.isEmpty()) {
          running = batch;
          room.signalAll();
          return batch;
        }
        OptionalLong due = queue.nextDue(now);
        if (due.isEmpty()) {
          work.await();
        } else {
          long ignored = work.awaitNanos(due.getAsLong() - now);
        }
      }
      return List.of();
    } finally {
      lock.unlock();
    }
  }

  private void shrink(List<Request<I, O>> tooLarge) {
    int longest = tooLarge.stream().mapToInt(Request::tokens).max().orElse(1);
    int padded = (int) Math.min(Integer.MAX_VALUE, (long) longest * tooLarge.size());
    int budget;
    lock.lock();
    try {
      if (tooLarge.size() > 1) {
        queue.shrinkTo(padded / 2);
      }
      budget = queue.limits().maxTokens();
    } finally {
      lock.unlock();
    }
    log.warn(
        "{}: out of memory with {} requests, {} padded tokens; batches hold {} from now on",
        name,
        tooLarge.size(),
        padded,
        budget);
  }

  /** Counts failures since the last success; too many of them kill the loop. */
  private boolean isHopeless(List<Outcome<O>> outcomes) {
    Throwable last = null;
    for (Outcome<O> outcome : outcomes) {
      if (outcome instanceof Outcome.Failed<O> failed) {
        // One failure may stand for several requests (a wrong number of results).
        failedInARow += failed.failure() == last ? 0 : 1;
        last = failed.failure();
      } else {
        failedInARow = 0;
        last = null;
      }
    }
    if (failedInARow < HOPELESS_AFTER
        || outcomes.stream().anyMatch(Outcome.Done.class::isInstance)) {
      return false;
    }
    die(
        new DeviceFailedException(
            "%d requests failed in a row, the last with: %s".formatted(failedInARow, last), last));
    return true;
  }

  /** Fails everything there is and everything to come; the first failure is kept. */
  private void die(Throwable failure) {
    List<Request<I, O>> orphans = new ArrayList<>();
    boolean wasOpen;
    lock.lock();
    try {
      wasOpen = isOpen();
      if (wasOpen) {
        fatal = failure;
      }
      orphans.addAll(running);
      orphans.addAll(queue.drain());
      room.signalAll();
      work.signalAll();
    } finally {
      lock.unlock();
    }
    if (wasOpen) {
      log.error("{} is dead; {} requests fail with it", name, orphans.size(), failure);
    }
    fail(orphans, failure);
  }

  /** Waits until the queue has room; false when it will never have. */
  private boolean awaitRoom() throws InterruptedException, TimeoutException {
    long nanos = ROOM_PATIENCE.toNanos();
    while (isOpen() && queue.size() >= maxQueued) {
      if (Thread.currentThread() == thread) {
        throw new IllegalStateException(name + " cannot wait for room in its own queue");
      }
      if (nanos <= 0) {
        throw new TimeoutException(
            "%s took no request for %s; its device seems to hang".formatted(name, ROOM_PATIENCE));
      }
      nanos = room.awaitNanos(nanos);
    }
    return isOpen();
  }

  private Throwable refusal() {
    return fatal == null
        ? new CancellationException(name + " is closed")
        : new DeviceFailedException(name + " is dead: " + fatal.getMessage(), fatal);
  }

  private boolean isOpen() {
    return !closed && fatal == null;
  }

  private void setRunning(List<Request<I, O>> batch) {
    lock.lock();
    try {
      running = batch;
    } finally {
      lock.unlock();
    }
  }

  private void fail(List<Request<I, O>> requests, Throwable failure) {
    for (Request<I, O> request : requests) {
      request.future().completeExceptionally(failure);
    }
  }
}
