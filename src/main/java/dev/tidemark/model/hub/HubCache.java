package dev.tidemark.model.hub;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The cache of Hugging Face, as its documentation ("Hub Local Cache") lays it out, so that models
 * which Python fetched are found here and the other way round:
 *
 * <pre>
 * models--OWNER--NAME/refs/REVISION            the commit it stood for when last asked
 * models--OWNER--NAME/blobs/HASH               content
 * models--OWNER--NAME/snapshots/COMMIT/NAME    link to ../../blobs/HASH
 * .locks/models--OWNER--NAME/HASH.lock         held while a blob is fetched
 * </pre>
 *
 * <p>Everything appears under its name at once, by a move, and only when it is complete. Where
 * links cannot be made (Windows without developer mode, some network file systems), the content
 * itself lies in the snapshot, as with Python.
 *
 * @param root the folder {@code hub}
 */
record HubCache(Path root) {

  private static String folderName(HubModel model) {
    return "models--" + model.owner() + "--" + model.name();
  }

  private Path folder(HubModel model) {
    return root.resolve(folderName(model));
  }

  Path snapshot(HubModel model, String commit) {
    return folder(model).resolve("snapshots").resolve(commit);
  }

  Path blob(HubModel model, RemoteFile file) {
    return folder(model).resolve("blobs").resolve(file.hash());
  }

  /**
   * What has come of a blob so far. Not Python's {@code HASH.incomplete}: the two lock differently,
   * and would write into each other's file.
   */
  Path incomplete(HubModel model, RemoteFile file) {
    return folder(model).resolve("blobs").resolve(file.hash() + ".tidemark.incomplete");
  }

  Path lock(HubModel model, RemoteFile file) {
    return root.resolve(".locks").resolve(folderName(model)).resolve(file.hash() + ".lock");
  }

  /** The commit that a revision stood for when it was last asked for; null if it never was. */
  @Nullable String commit(HubModel model) throws IOException {
    if (model.isPinned()) {
      return model.revision();
    }
    try {
      String commit = Files.readString(ref(model)).strip();
      return HubModel.isCommit(commit) ? commit : null;
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  void remember(HubModel model, String commit) throws IOException {
    // Nothing is written that stands there already: the cache may be read-only.
    if (commit.equals(commit(model))) {
      return;
    }
    Path ref = ref(model);
    Path fresh = temporary(ref);
    Files.createDirectories(fresh.getParent());
    Files.writeString(fresh, commit);
    replace(fresh, ref);
  }

  /** Whether a snapshot has the file, be it as a link or itself. */
  boolean holds(HubModel model, String commit, RemoteFile file) throws IOException {
    return size(snapshot(model, commit).resolve(file.name())) == file.size();
  }

  /** Makes a blob that is complete a file of a snapshot. */
  void link(HubModel model, String commit, RemoteFile file) throws IOException {
    Path entry = snapshot(model, commit).resolve(file.name());
    Files.createDirectories(entry.getParent());
    Path fresh = temporary(entry);
    try {
      Files.createSymbolicLink(
          fresh, entry.getFileSystem().getPath("..", "..", "blobs", file.hash()));
    } catch (UnsupportedOperationException | IOException e) {
      moveInstead(blob(model, file), entry, file);
      return;
    }
    replace(fresh, entry);
  }

  private static void moveInstead(Path blob, Path entry, RemoteFile file) throws IOException {
    try {
      replace(blob, entry);
    } catch (NoSuchFileException e) {
      if (size(entry) != file.size()) { // else another process has just moved it there
        throw e;
      }
    }
  }

  /** Size of what a path leads to; -1 for nothing. */
  static long size(Path path) throws IOException {
    try {
      return Files.size(path);
    } catch (NoSuchFileException e) {
      return -1;
    }
  }

  static void replace(Path fresh, Path target) throws IOException {
    Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private Path ref(HubModel model) {
    return folder(model).resolve("refs").resolve(model.revision());
  }

  /** A name beside the target that no other process uses. */
  private static Path temporary(Path target) {
    return target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
  }
}
