package dev.tidemark.batch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
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
 * The workers of a device: they take the batches that are due from one queue, run them, and answer
 * each request's future.
 *
 * <ul>
 *   <li>A batch that fails is halved until the culprits stand alone ({@link Bisection}); only their
 *       futures fail, with the exception the runner threw.
 *   <li>A batch too large for the device's memory halves the padded-token budget ({@link
 *       TokenBudget}) and is tried again in parts.
 *   <li>A fatal failure fails everything pending and every later submit; {@link #isAlive} says so.
 *       So does a long {@link FailureStreak}.
 *   <li>No future stays pending: not after a failure, not after {@link #close}.
 * </ul>
 *
 * <p>Threading notes: {@code lock} guards the queue, {@code running}, {@code closed} and {@code
 * fatal}. {@code submit}, {@code hurry}, {@code isAlive} and {@code close} may be called by any
 * thread; the runner is called, and futures are completed, by the workers without the lock. What
 * depends on a future runs there too, so it must be short and must not wait for another request of
 * this loop.
 *
 * @param <I> a request
 * @param <O> its result
 */
public final class BatchLoop<I, O> implements AutoCloseable {

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);
  private static final Duration ROOM_PATIENCE = Duration.ofSeconds(60);
  private static final Logger log = LoggerFactory.getLogger(BatchLoop.class);

  private record Request<I, O>(I input, int tokens, CompletableFuture<O> future) {}

  private final String name;
  private final long maxQueuedTokens;
  private final BatchRunner<I, O> runner;
  private final LongSupplier clock;
  private final Workers workers;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition room = lock.newCondition();
  private final BatchQueue<Request<I, O>> queue;
  private final Set<List<Request<I, O>>> running =
      Collections.newSetFromMap(new IdentityHashMap<>());
  private boolean closed;
  private @Nullable Throwable fatal;

  private final FailureStreak streak = new FailureStreak();

  /**
   * A loop that does not run yet: {@link #start} starts its workers.
   *
   * @param name of its threads
   * @param workers batches that run at a time
   * @param maxQueuedTokens tokens that may wait; {@link #submit} blocks beyond
   * @param clock nanoseconds
   */
  BatchLoop(
      String name,
      BatchLimits limits,
      int workers,
      long maxQueuedTokens,
      BatchRunner<I, O> runner,
      LongSupplier clock) {
    if (workers < 1 || maxQueuedTokens < 1) {
      throw new IllegalArgumentException(
          "%d workers with %d queued tokens: at least 1 of each is needed"
              .formatted(workers, maxQueuedTokens));
    }
    this.name = name;
    this.maxQueuedTokens = maxQueuedTokens;
    this.runner = runner;
    this.clock = clock;
    this.queue = new BatchQueue<>(limits);
    this.workers = new Workers(name, workers, this::loop);
  }

  /**
   * A running loop.
   *
   * @param name of its threads
   * @param workers batches that run at a time: the runner is called by so many threads
   * @param maxQueuedTokens tokens that may wait; {@link #submit} blocks beyond
   */
  public static <I, O> BatchLoop<I, O> start(
      String name,
      BatchLimits limits,
      int workers,
      long maxQueuedTokens,
      BatchRunner<I, O> runner) {
    BatchLoop<I, O> loop =
        new BatchLoop<>(name, limits, workers, maxQueuedTokens, runner, System::nanoTime);
    loop.workers.start();
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
      if (!awaitRoom(tokens)) {
        return CompletableFuture.failedFuture(refusal());
      }
      queue.offer(request, tokens, clock.getAsLong());
      // The workers sleep until the oldest is due: only a first request or a full batch changes
      // that.
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
      work.signalAll();
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
   * Refuses new requests, fails the waiting ones, lets the running batches finish within {@code
   * CLOSE_PATIENCE}, then interrupts them and fails those too.
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
    workers.awaitEnd(CLOSE_PATIENCE);
    List<Request<I, O>> stuck;
    lock.lock();
    try {
      stuck = running.stream().flatMap(List::stream).toList();
    } finally {
      lock.unlock();
    }
    fail(stuck, new CancellationException(name + " was closed while this request ran"));
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
      Optional<DeviceFailedException> hopeless = streak.after(outcomes);
      if (hopeless.isPresent()) {
        die(hopeless.get());
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
      finished(batch);
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
          running.add(batch);
          room.signalAll();
          if (queue.size() > 0) {
            work.signal(); // the next batch may be due, too, and another worker idle
          }
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
    int allowed;
    lock.lock();
    try {
      if (tooLarge.size() > 1) {
        queue.tooLarge(padded);
      }
      allowed = queue.limits().maxTokens();
    } finally {
      lock.unlock();
    }
    log.warn(
        "{}: out of memory with {} requests, {} padded tokens; batches hold {} for now",
        name,
        tooLarge.size(),
        padded,
        allowed);
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
      running.forEach(orphans::addAll);
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
  private boolean awaitRoom(int tokens) throws InterruptedException, TimeoutException {
    long nanos = ROOM_PATIENCE.toNanos();
    while (isOpen() && queue.size() > 0 && queue.tokens() + tokens > maxQueuedTokens) {
      if (workers.areCalling()) {
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

  private void finished(List<Request<I, O>> batch) {
    lock.lock();
    try {
      running.remove(batch);
      queue.batchEnded();
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
