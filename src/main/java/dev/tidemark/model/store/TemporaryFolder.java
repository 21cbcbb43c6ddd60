package dev.tidemark.model.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A folder that is filled out of sight and then moved into place in one step. Its owner holds a
 * lock in it while it lives; one without an owner, and an hour old, is swept by whoever comes by.
 *
 * <p>Threading notes: for one thread; {@link #sweep} for any thread of any process.
 */
final class TemporaryFolder implements AutoCloseable {

  /** Longer than two hosts of a shared volume may disagree about the time. */
  static final Duration LEFT_BEHIND_AFTER = Duration.ofHours(1);

  static final String PREFIX = ".tidemark-new-";
  private static final String SWEPT = ".tidemark-old-";
  private static final String LOCK = ".lock";

  /**
   * Those of this JVM. Their locks must not even be looked at: on Linux closing any handle of a
   * file releases all locks that the process has on it.
   */
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private final Path path;
  private @Nullable FileChannel lock;

  private TemporaryFolder(Path path) {
    this.path = path;
  }

  /** A new one beside the place it is meant for, so that it can be moved there. */
  static TemporaryFolder create(Path parent, String id) throws IOException {
    Files.createDirectories(parent);
    TemporaryFolder folder =
        new TemporaryFolder(parent.toAbsolutePath().normalize().resolve(PREFIX + id));
    OWN.add(folder.path);
    try {
      Files.createDirectory(folder.path);
      folder.lock();
    } catch (IOException e) {
      folder.close();
      throw e;
    }
    return folder;
  }

  Path path() {
    return path;
  }

  private void lock() throws IOException {
    lock =
        FileChannel.open(
            path.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      FileLock held = lock.tryLock();
      assert held != null : "nobody else knows the file yet";
    } catch (IOException e) {
      // A volume without locks: then only the hour protects this folder.
    }
  }

  /**
   * Moves it into place, durably.
   *
   * @throws FileAlreadyExistsException when something is there already; it is left as it is, and
   *     the folder may be moved elsewhere
   */
  void moveTo(Path target) throws IOException {
    Files.deleteIfExists(path.resolve(LOCK));
    Trees.syncFoldersIn(path);
    try {
      // rename(2): fails on a folder that is not empty, and of two at once one fails.
      Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (Files.exists(path) && Files.exists(target)) {
        FileAlreadyExistsException taken = new FileAlreadyExistsException(target.toString());
        taken.initCause(e);
        throw taken;
      }
      throw e;
    }
    Trees.syncFolder(path.resolveSibling("."));
  }

  /** Removes it, unless it was moved. */
  @Override
  public void close() {
    try {
      if (lock != null) {
        lock.close();
      }
      Trees.delete(path);
    } catch (IOException e) {
      // It is swept later.
    } finally {
      OWN.remove(path);
    }
  }

  /** Removes those in a folder that nobody has written to for an hour and nobody owns. */
  static void sweep(Path parent, Instant now) throws IOException {
    for (Path entry : Trees.entries(parent)) {
      String name = String.valueOf(entry.getFileName());
      if (name.startsWith(SWEPT)) {
        Trees.delete(entry);
      } else if (name.startsWith(PREFIX) && isLeftBehind(entry, now)) {
        // Renamed first: should the owner live after all, it publishes the whole or nothing.
        Path swept = entry.resolveSibling(SWEPT + name.substring(PREFIX.length()));
        try {
          Files.move(entry, swept, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
          continue; // published, or swept by somebody else
        }
        Trees.delete(swept);
      }
    }
  }

  private static boolean isLeftBehind(Path folder, Instant now) throws IOException {
    return !OWN.contains(folder.toAbsolutePath().normalize())
        && Trees.lastWritten(folder).isBefore(now.minus(LEFT_BEHIND_AFTER))
        && !isLocked(folder.resolve(LOCK));
  }

  private static boolean isLocked(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      FileLock lock = channel.tryLock();
      return lock == null;
    } catch (IOException e) {
      return false; // no lock file, or no locks on this volume
    }
  }
}
