package dev.tidemark.model.hub;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Held while a blob is fetched: against other threads by a lock of this JVM (the operating system's
 * lock belongs to the whole process), against other processes by one on a file. The operating
 * system lets go of it when a process dies. The file stays, as with Python: whoever deleted it
 * could take it from under someone who waits for it.
 */
final class BlobLock implements AutoCloseable {

  private static final ConcurrentMap<Path, ReentrantLock> OF_THIS_PROCESS =
      new ConcurrentHashMap<>();

  private final ReentrantLock thread;
  private final FileChannel file;

  private BlobLock(ReentrantLock thread, FileChannel file) {
    this.thread = thread;
    this.file = file;
  }

  /**
   * Waits for it.
   *
   * @param busy is run before waiting for another process
   */
  static BlobLock of(Path path, Runnable busy) throws IOException, InterruptedException {
    ReentrantLock thread =
        OF_THIS_PROCESS.computeIfAbsent(
            path.toAbsolutePath().normalize(), ignored -> new ReentrantLock());
    thread.lockInterruptibly();
    try {
      Files.createDirectories(path.getParent());
      FileChannel file =
          FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        FileLock lock = file.tryLock();
        if (lock == null) {
          busy.run();
          lock = file.lock();
        }
        return new BlobLock(thread, file);
      } catch (IOException | RuntimeException e) {
        file.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      thread.unlock();
      throw e;
    }
  }

  /** Closing the channel lets go of the lock on the file. */
  @Override
  public void close() throws IOException {
    try {
      file.close();
    } finally {
      thread.unlock();
    }
  }
}
