package dev.tidemark.app.trainer;

import dev.tidemark.adaptation.RunSnapshots;
import dev.tidemark.app.cli.Json;
import dev.tidemark.model.store.Trees;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a run keeps on disk until it has ended, so that a process that starts after it was killed
 * can go on with it: which corrections it learns from, the texts that it drew, and snapshots of its
 * trainings. One process at a time has it; another one that trains meanwhile (who hung, and was
 * taken over) does without.
 *
 * <p>It is a help and nothing more: whatever is wrong with it is logged, and the run begins anew.
 *
 * <p>Threading notes: one thread.
 */
final class RunFolder implements AutoCloseable {

  /** A run that kills its process each time it goes on is begun anew after so many. */
  static final int MOST_ATTEMPTS = 5;

  private static final Logger LOG = LoggerFactory.getLogger(RunFolder.class);
  private static final String BEGUN = "begun.json";
  private static final String SNAPSHOTS = "trainings";

  private final Path folder;
  private final int everySteps;
  private final @Nullable FileChannel lock;

  private RunFolder(Path folder, int everySteps, @Nullable FileChannel lock) {
    this.folder = folder;
    this.everySteps = everySteps;
    this.lock = lock;
  }

  /**
   * What a run works with that another process could not find out again.
   *
   * @param incumbent what served when it began
   * @param corrections marks of those it learns from, in its order
   * @param texts recent ones as words
   * @param attempts how often it was gone on with
   * @param published what it made; null before
   */
  record Begun(
      String incumbent,
      List<String> corrections,
      List<List<String>> texts,
      int attempts,
      @Nullable String published) {

    Begun {
      corrections = List.copyOf(corrections);
      texts = List.copyOf(texts);
    }

    Begun published(String version) {
      return new Begun(incumbent, corrections, texts, attempts, version);
    }

    Begun again() {
      return new Begun(incumbent, corrections, texts, attempts + 1, published);
    }
  }

  /**
   * Takes it, where no other process has.
   *
   * @param everySteps optimizer steps between two snapshots; 0 to keep nothing
   */
  static RunFolder open(Path folder, int everySteps) {
    if (everySteps == 0) {
      return new RunFolder(folder, 0, null);
    }
    try {
      createPrivate(folder);
      FileChannel lock =
          FileChannel.open(
              folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (isTaken(lock)) {
        return new RunFolder(folder, everySteps, lock);
      }
      lock.close();
      LOG.warn("another process has {}: if this one dies its run begins anew", folder);
    } catch (IOException | UnsupportedOperationException e) {
      LOG.warn("{} cannot be used ({}): if this process dies its run begins anew", folder, e);
    }
    return new RunFolder(folder, 0, null);
  }

  /** Texts of the feed lie there: they are nobody else's. */
  private static void createPrivate(Path folder) throws IOException {
    Files.createDirectories(folder);
    if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
  }

  private static boolean isTaken(FileChannel lock) throws IOException {
    try {
      FileLock taken = lock.tryLock();
      return taken != null;
    } catch (OverlappingFileLockException e) {
      return false; // by another trainer of this process
    }
  }

  /** The run that was interrupted here. */
  Optional<Begun> begun() {
    if (lock == null || !Files.exists(folder.resolve(BEGUN))) {
      return Optional.empty();
    }
    try {
      Begun begun = Json.MAPPER.readValue(folder.resolve(BEGUN).toFile(), Begun.class);
      if (begun.attempts() < MOST_ATTEMPTS) {
        return Optional.of(begun);
      }
      LOG.warn("a run was gone on with {} times in vain, and is begun anew", begun.attempts());
    } catch (IOException e) {
      LOG.warn("an interrupted run cannot be gone on with ({})", e.getMessage());
    }
    return Optional.empty();
  }

  /** Notes another run in place of the one before, or how far the same has come. */
  void note(Begun begun) {
    if (lock == null) {
      return;
    }
    try {
      Path next = folder.resolve(BEGUN + ".next");
      Json.MAPPER.writeValue(next.toFile(), begun);
      Files.move(next, folder.resolve(BEGUN), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      LOG.warn("{} cannot be written ({}): a run that dies begins anew", folder, e.getMessage());
    }
  }

  RunSnapshots snapshots() {
    return lock == null
        ? RunSnapshots.NONE
        : RunSnapshots.in(folder.resolve(SNAPSHOTS), everySteps);
  }

  /** The run has ended. */
  void clear() {
    if (lock == null) {
      return;
    }
    try {
      Files.deleteIfExists(folder.resolve(BEGUN)); // first: what is left then belongs to no run
      Trees.delete(folder.resolve(SNAPSHOTS));
    } catch (IOException e) {
      LOG.warn("{} cannot be emptied ({})", folder, e.getMessage());
    }
  }

  @Override
  public void close() {
    if (lock != null) {
      try {
        lock.close();
      } catch (IOException e) {
        LOG.warn("{} may stay locked until this process ends ({})", folder, e.getMessage());
      }
    }
  }
}
