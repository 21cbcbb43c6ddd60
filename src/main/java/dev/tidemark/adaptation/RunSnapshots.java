package dev.tidemark.adaptation;

import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.training.TrainingStart;
import dev.tidemark.training.loop.Continuation;
import dev.tidemark.training.loop.Measured;
import dev.tidemark.training.loop.Snapshot;
import dev.tidemark.training.loop.SnapshotFolder;
import dev.tidemark.training.loop.TrainingLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the trainings of a run leave snapshots, so that a run that was killed goes on instead of
 * beginning again. A snapshot is a help and nothing more: where none can be written the training
 * goes on without, and one that is damaged, or of other data or settings, is thrown away and the
 * training begun from its beginning; both are logged.
 *
 * <p>Threading notes: one thread, and one process a folder.
 */
public final class RunSnapshots {

  /** For runs that nobody goes on with. */
  public static final RunSnapshots NONE = new RunSnapshots(null, 0);

  private static final Logger LOG = LoggerFactory.getLogger(RunSnapshots.class);

  private final @Nullable Path folder;
  private final int everySteps;

  private RunSnapshots(@Nullable Path folder, int everySteps) {
    this.folder = folder;
    this.everySteps = everySteps;
  }

  /**
   * In a folder of the run's own.
   *
   * @param everySteps optimizer steps between two; one is also written after each pass
   */
  public static RunSnapshots in(Path folder, int everySteps) {
    if (everySteps < 1) {
      throw new IllegalArgumentException("a snapshot every %d steps".formatted(everySteps));
    }
    return new RunSnapshots(folder, everySteps);
  }

  /**
   * One training of the run.
   *
   * @param name of the training, which none other of the run has
   * @param settings of the run
   * @param fresh what it begins with where it was not interrupted
   * @param data what all it learns from has, and no other data
   */
  <M extends Measured> Training<M> training(
      String name,
      AdaptationSettings settings,
      TrainingStart fresh,
      DataFingerprint data,
      Class<M> measured) {
    if (folder == null) {
      return new Training<>(name, fresh, new Continuation<>(null), null, 0);
    }
    Map<String, String> recipe = new TreeMap<>();
    recipe.put("settings", settings.toString());
    recipe.put("optimizer", fresh.optimizer().toString());
    recipe.put("model", DataFingerprint.of(fresh.checkpoint()).hex());
    recipe.put("data", data.hex());
    SnapshotFolder<M> snapshots = new SnapshotFolder<>(folder.resolve(name), recipe, measured);
    return new Training<>(name, fresh, latest(name, snapshots), snapshots, everySteps);
  }

  private static <M extends Measured> Continuation<M> latest(
      String name, SnapshotFolder<M> snapshots) {
    try {
      return new Continuation<>(snapshots.latest().orElse(null));
    } catch (IOException | RuntimeException e) {
      LOG.warn("{} is begun from its beginning: {}", name, e.getMessage());
      clear(snapshots);
      return new Continuation<>(null);
    }
  }

  private static void clear(SnapshotFolder<?> snapshots) {
    try {
      snapshots.clear();
    } catch (IOException e) {
      LOG.warn("a snapshot cannot be deleted ({})", e.getMessage());
    }
  }

  /**
   * A training with its snapshots.
   *
   * @param fresh what it began with
   * @param continuation where it goes on
   * @param snapshots null where none are kept
   */
  record Training<M extends Measured>(
      String name,
      TrainingStart fresh,
      Continuation<M> continuation,
      @Nullable SnapshotFolder<M> snapshots,
      int everySteps) {

    /** What the model is given. */
    TrainingStart start() {
      return continuation.start(fresh);
    }

    /**
     * Trains to the end.
     *
     * @param loop with a model that was given {@link #start}
     */
    Checkpoint run(TrainingLoop<?, M> loop, AdaptationListener listener) {
      if (snapshots != null) {
        loop.keep(everySteps, this::save);
      }
      if (continuation.from() != null) {
        listener.resumed(name, continuation.reached().step());
      }
      return continuation.run(loop, fresh.checkpoint()).checkpoint();
    }

    private void save(Snapshot<M> snapshot) {
      try {
        Objects.requireNonNull(snapshots).save(snapshot);
      } catch (UncheckedIOException e) {
        LOG.warn(
            "{} goes on, but is begun again if this process dies: {} ({})",
            name,
            e.getMessage(),
            String.valueOf(e.getCause()));
      }
    }
  }
}
