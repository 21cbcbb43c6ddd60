package dev.tidemark.model.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place to keep versions. Whatever it is, a version exists from the moment its manifest does, and
 * one number is published once. A deleted version leaves its number behind, so that no number ever
 * means two models.
 *
 * <p>Threading notes: any number of threads and processes may use the same place at once; they know
 * nothing of each other.
 *
 * <p>Errors: {@link StoreException} where the storage knows what is wrong, else {@link
 * IOException}, which {@link ModelStore} explains.
 */
public interface VersionStorage {

  /** How it is called in messages; no secrets. */
  String place();

  /** The models that have, or had, versions. */
  List<String> names() throws IOException;

  /** Published numbers, ascending. */
  List<Integer> numbers(String name) throws IOException;

  /** The highest number ever published, deleted ones included; 0 when there was none. */
  int highest(String name) throws IOException;

  /** Null when there is no such version. */
  byte @Nullable [] manifest(ModelVersion version) throws IOException;

  /**
   * The content of a file.
   *
   * @throws NoSuchFileException when the file is not there
   */
  InputStream open(Manifest manifest, StoredFile file) throws IOException;

  /**
   * Room for the files of a version to be.
   *
   * @param id not used before
   */
  Upload begin(String name, String id) throws IOException;

  /** Takes the manifest away, at once and for all; the files stay. Nothing if it is gone. */
  void unpublish(ModelVersion version) throws IOException;

  /**
   * Removes the files of a version that is not published any more.
   *
   * @param upload that brought them
   */
  void deleteFiles(ModelVersion version, String upload) throws IOException;

  /** Removes what dead publishers and interrupted deletions of a model left behind. */
  void sweep(String name, Instant now) throws IOException;
}
