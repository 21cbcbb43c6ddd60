package dev.tidemark.torch;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Keeps the process from ending in the middle of PyTorch: its library takes itself apart when the
 * process exits, and whoever computes in it then crashes the JVM (a core dump instead of an exit
 * code). When the JVM ends, whatever the reason, the gate first lets those finish who have to
 * compute until the end ({@link #atExit}), then lets nobody in any more, and waits for who is
 * inside.
 *
 * <p>Threading notes: any number of threads. Who comes after the gate has closed stays outside
 * until the process is gone: an exception would tell records that they are at fault.
 */
public final class ExitGate {

  /** Longer than any pass takes; what hangs must not keep the process for ever. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Readers are inside; the writer is the end, and never lets go. */
  private static final ReentrantReadWriteLock LOCK = new ReentrantReadWriteLock();

  private static final List<Runnable> BEFORE = new CopyOnWriteArrayList<>();

  static {
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(ExitGate::end, "exit-gate"));
    } catch (IllegalStateException e) {
      // The end has begun, and nothing was computed yet: nobody may begin now.
      LOCK.writeLock().lock();
    }
  }

  private ExitGate() {}

  /** What must be done at the end of the JVM while models still answer. */
  public interface Registration extends AutoCloseable {
    /** Not to be done any more. */
    @Override
    void close();
  }

  /**
   * Does this first when the JVM ends, on a thread of its own; use it instead of a shutdown hook
   * wherever models are needed to come to an end, since hooks run all at once.
   */
  public static Registration atExit(Runnable work) {
    BEFORE.add(work);
    return () -> BEFORE.remove(work);
  }

  /** Before PyTorch is called; {@link #leave} must follow, on the same thread. */
  static void enter() {
    LOCK.readLock().lock();
  }

  static void leave() {
    LOCK.readLock().unlock();
  }

  /** Calls PyTorch; may itself call what enters. */
  static <T> T inside(Supplier<T> work) {
    enter();
    try {
      return work.get();
    } finally {
      leave();
    }
  }

  private static void end() {
    List<Thread> work =
        BEFORE.stream().map(task -> new Thread(task, "stop")).peek(Thread::start).toList();
    try {
      for (Thread thread : work) {
        thread.join();
      }
      // Nobody enters from here on: readers queue behind a writer that waits or has come in.
      boolean unused = LOCK.writeLock().tryLock(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
