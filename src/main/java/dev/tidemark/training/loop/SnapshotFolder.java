package dev.tidemark.training.loop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.model.checkpoint.Safetensors;
import dev.tidemark.model.store.Trees;
import dev.tidemark.training.OptimizerState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Snapshots of one training on disk. At any moment there is none or a whole one: each is written
 * beside the one before and takes its place by a rename.
 *
 * @param <M> what is measured
 */
public final class SnapshotFolder<M extends Measured> {

  private static final String NEXT = "next";
  private static final String STEP = "step-";
  private static final String RECIPE = "recipe.json";
  private static final String PROGRESS = "progress.json";
  private static final String WEIGHTS = "weights.safetensors";
  private static final String BEST = "best.safetensors";
  private static final String MOMENTS = "moments.safetensors";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final TreeMap<String, String> recipe;
  private final JavaType progress;

  /**
   * @param recipe everything that decides what the training does, by name: only with the same one
   *     can it go on
   */
  public SnapshotFolder(Path folder, Map<String, String> recipe, Class<M> measured) {
    this.folder = folder;
    this.recipe = new TreeMap<>(recipe);
    this.progress = JSON.getTypeFactory().constructParametricType(Progress.class, measured);
  }

  /** Whether a training was interrupted here. */
  public boolean exists() throws IOException {
    return newest().isPresent();
  }

  /**
   * The newest snapshot.
   *
   * @throws SnapshotMismatchException when it belongs to a training with another recipe
   */
  public Optional<Snapshot<M>> latest() throws IOException {
    Optional<Path> newest = newest();
    if (newest.isEmpty()) {
      return Optional.empty();
    }
    Path at = newest.get();
    try {
      requireSameRecipe(JSON.readValue(at.resolve(RECIPE).toFile(), TreeMap.class));
      Progress<M> reached = JSON.readValue(at.resolve(PROGRESS).toFile(), progress);
      return Optional.of(
          new Snapshot<>(
              reached,
              Safetensors.read(at.resolve(WEIGHTS)),
              Files.exists(at.resolve(BEST)) ? Safetensors.read(at.resolve(BEST)) : Map.of(),
              new OptimizerState(
                  reached.step(), List.copyOf(Safetensors.read(at.resolve(MOMENTS)).values()))));
    } catch (JsonProcessingException e) {
      throw new SnapshotMismatchException(
          "%s cannot be read: it is damaged, or of another version of Tidemark".formatted(at), e);
    }
  }

  /** Keeps a snapshot in place of the one before. */
  public void save(Snapshot<M> snapshot) {
    try {
      Path next = folder.resolve(NEXT);
      Trees.delete(next);
      Files.createDirectories(next);
      Safetensors.write(next.resolve(WEIGHTS), snapshot.weights().values());
      if (!snapshot.best().isEmpty()) {
        Safetensors.write(next.resolve(BEST), snapshot.best().values());
      }
      Safetensors.write(next.resolve(MOMENTS), snapshot.optimizer().moments());
      JSON.writeValue(next.resolve(RECIPE).toFile(), recipe);
      JSON.writeValue(next.resolve(PROGRESS).toFile(), snapshot.progress());
      // A stage and a regular snapshot may fall on one step: the name tells them apart.
      String name =
          STEP
              + "%09d-%04d"
                  .formatted(snapshot.progress().step(), snapshot.progress().stages().size());
      Trees.delete(folder.resolve(name));
      Files.move(next, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      for (Path older : all()) {
        if (!older.getFileName().toString().equals(name)) {
          Trees.delete(older);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the snapshot of a training could not be written", e);
    }
  }

  /** Removes everything: the training is over. */
  public void clear() throws IOException {
    Trees.delete(folder);
  }

  private void requireSameRecipe(Map<?, ?> before) {
    TreeSet<String> names = new TreeSet<>(recipe.keySet());
    before.keySet().forEach(name -> names.add(String.valueOf(name)));
    List<String> differences =
        names.stream()
            .filter(name -> !Objects.equals(before.get(name), recipe.get(name)))
            .map(name -> "%s was %s, now %s".formatted(name, before.get(name), recipe.get(name)))
            .toList();
    if (!differences.isEmpty()) {
      throw new SnapshotMismatchException(
          "the training in %s was begun otherwise: %s. Go on with what it was begun with, or train into another folder"
              .formatted(folder, String.join("; ", differences)));
    }
  }

  private Optional<Path> newest() throws IOException {
    return all().stream().max(Comparator.comparing(path -> path.getFileName().toString()));
  }

  private List<Path> all() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(path -> path.getFileName().toString().startsWith(STEP)).toList();
    }
  }
}
