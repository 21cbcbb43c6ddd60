package dev.tidemark.model.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Immutable, numbered versions of models. A reader sees a version whole or not at all; a number is
 * given once, even if its version is deleted; every byte read is checked against the manifest.
 * Which version is live is not known here: that stands on the topic {@code model-events}.
 *
 * <p>Threading notes: has no state of its own, so any number of threads and processes may use the
 * same store.
 *
 * <p>Errors: {@link StoreException} and its kinds, nothing else. Only {@link
 * StoreUnavailableException} is worth trying again as it stands.
 */
public final class ModelStore {

  /** So many publishers at once would be a loop. */
  private static final int MOST_ATTEMPTS = 1000;

  private interface Action<T> {
    T run() throws IOException;
  }

  private final VersionStorage storage;
  private final InstantSource clock;
  private final Supplier<UUID> ids;

  /**
   * Over a storage, which the caller closes.
   *
   * @param ids of uploads; each new
   */
  public ModelStore(VersionStorage storage, InstantSource clock, Supplier<UUID> ids) {
    this.storage = storage;
    this.clock = clock;
    this.ids = ids;
  }

  /** How the store is called in messages. */
  public String place() {
    return storage.place();
  }

  /**
   * Publishes a folder under the next free number.
   *
   * @return the manifest, as readers see it from now on
   */
  public Manifest publish(String name, ModelDraft draft) {
    ModelVersion.requireName(name);
    List<StoredFile> files = DraftFiles.of(draft.folder());
    return explained("publish " + name, () -> publish(name, draft, files));
  }

  private Manifest publish(String name, ModelDraft draft, List<StoredFile> files)
      throws IOException {
    sweepInPassing(name);
    String id = ids.get().toString();
    try (Upload upload = storage.begin(name, id)) {
      // 1. The files, where nobody looks yet.
      for (StoredFile file : files) {
        upload.add(file, draft.folder().resolve(file.path()));
      }
      // 2. The manifest makes them a version; whoever loses a number tries the next.
      for (int attempt = 1; ; attempt++) {
        ModelVersion version = new ModelVersion(name, storage.highest(name) + 1);
        byte[] manifest = ManifestJson.write(manifest(version, id, draft, files));
        try {
          upload.publish(version, manifest);
          return ManifestJson.read(version, manifest);
        } catch (VersionTakenException e) {
          if (attempt == MOST_ATTEMPTS) {
            throw e;
          }
        }
      }
    }
  }

  private Manifest manifest(
      ModelVersion version, String id, ModelDraft draft, List<StoredFile> files) {
    return new Manifest(
        version,
        id,
        draft.parent(),
        clock.instant(),
        draft.data(),
        draft.settings(),
        draft.metrics(),
        draft.gate(),
        files,
        Map.of());
  }

  /** All versions, by name and number. */
  public List<ModelVersion> versions() {
    return explained("list the versions", this::listed);
  }

  private List<ModelVersion> listed() throws IOException {
    List<ModelVersion> versions = new ArrayList<>();
    for (String name : storage.names()) {
      for (int number : storage.numbers(name)) {
        versions.add(new ModelVersion(name, number));
      }
    }
    versions.sort(null);
    return versions;
  }

  /**
   * The manifests of all versions, by name and number.
   *
   * @throws CorruptVersionException when one cannot be read; {@link #versions} still works then
   */
  public List<Manifest> list() {
    List<Manifest> manifests = new ArrayList<>();
    for (ModelVersion version : versions()) {
      try {
        manifests.add(manifest(version));
      } catch (UnknownVersionException e) {
        // Deleted since it was listed.
      }
    }
    return manifests;
  }

  /**
   * What is known of a version.
   *
   * @throws UnknownVersionException when there is no such version
   * @throws CorruptVersionException when its manifest cannot be read
   */
  public Manifest manifest(ModelVersion version) {
    return explained("read " + version, () -> ManifestJson.read(version, requireManifest(version)));
  }

  /**
   * Reads every byte of a version.
   *
   * @throws CorruptVersionException when a file is missing or not what its publisher wrote
   */
  public void verify(ModelVersion version) {
    explained(
        "verify " + version,
        () -> {
          Manifest manifest = ManifestJson.read(version, requireManifest(version));
          for (StoredFile file : manifest.files()) {
            copy(manifest, file, OutputStream.nullOutputStream());
          }
          return manifest;
        });
  }

  /**
   * Copies a version, manifest included, to a folder that is not there yet. If it is there and
   * holds just this version, nothing is copied.
   *
   * @param target appears complete and verified, or not at all
   * @throws CorruptVersionException when a file of the store is not what its publisher wrote
   */
  public Manifest fetch(ModelVersion version, Path target) {
    return explained("fetch %s to %s".formatted(version, target), () -> fetched(version, target));
  }

  private Manifest fetched(ModelVersion version, Path target) throws IOException {
    byte[] bytes = requireManifest(version);
    Manifest manifest = ManifestJson.read(version, bytes);
    if (!isFree(target)) {
      requireSame(manifest, target);
      return manifest;
    }
    Path parent = target.toAbsolutePath().normalize().resolveSibling(".").normalize();
    TemporaryFolder.sweep(parent, clock.instant());
    try (TemporaryFolder folder = TemporaryFolder.create(parent, ids.get().toString())) {
      for (StoredFile file : manifest.files()) {
        Path written = folder.path().resolve(file.path());
        Files.createDirectories(written.resolveSibling("."));
        try (OutputStream out = Files.newOutputStream(written)) {
          copy(manifest, file, out);
        }
      }
      Files.write(folder.path().resolve(Manifest.FILE), bytes);
      folder.moveTo(target);
    } catch (FileAlreadyExistsException e) {
      requireSame(manifest, target); // somebody else fetched it at the same time
    }
    return manifest;
  }

  /**
   * Deletes a version: its manifest first, so that nobody sees it without its files. Its number is
   * not given again.
   */
  void delete(ModelVersion version) {
    explained(
        "delete " + version,
        () -> {
          byte[] bytes = requireManifest(version);
          storage.unpublish(version);
          try {
            storage.deleteFiles(version, ManifestJson.read(version, bytes).upload());
          } catch (CorruptVersionException e) {
            // It cannot say where its files are; they are swept.
          }
          return version;
        });
  }

  /**
   * Deletes what nobody goes back to any more, of one name: who else uses the store knows best what
   * is to be kept of theirs.
   *
   * @param liveAndFormer what an alias points to, or once did: where a rollback leads
   * @param lastN are kept in any case; at least 1
   * @return what was deleted
   */
  public List<ModelVersion> retain(String name, Set<ModelVersion> liveAndFormer, int lastN) {
    if (lastN < 1) {
      throw new IllegalArgumentException("the last %d versions cannot be kept".formatted(lastN));
    }
    List<ModelVersion> all =
        versions().stream().filter(version -> version.name().equals(name)).toList();
    List<ModelVersion> deleted = new ArrayList<>();
    for (ModelVersion version : all) {
      long newer = all.stream().filter(v -> v.number() > version.number()).count();
      if (newer < lastN || liveAndFormer.contains(version)) {
        continue;
      }
      try {
        delete(version);
        deleted.add(version);
      } catch (UnknownVersionException e) {
        // Somebody else deleted it.
      }
    }
    return deleted;
  }

  /** Removes what dead publishers and interrupted deletions left behind. */
  public void sweep() {
    explained(
        "clean up",
        () -> {
          for (String name : storage.names()) {
            storage.sweep(name, clock.instant());
          }
          return true;
        });
  }

  /** Tidying up is no reason not to publish; {@link #sweep} says what is wrong. */
  private void sweepInPassing(String name) {
    try {
      storage.sweep(name, clock.instant());
    } catch (IOException | StoreException e) {
      // If the store is out of reach, what comes next says so.
    }
  }

  private byte[] requireManifest(ModelVersion version) throws IOException {
    byte[] bytes = storage.manifest(version);
    if (bytes == null) {
      throw new UnknownVersionException(version, storage.place(), listed());
    }
    return bytes;
  }

  private void copy(Manifest manifest, StoredFile file, OutputStream out) throws IOException {
    ModelVersion version = manifest.version();
    Digest digest;
    try (InputStream in = storage.open(manifest, file)) {
      digest = Digest.copy(in, out);
    } catch (NoSuchFileException e) {
      byte[] ignored = requireManifest(version); // else it was deleted meanwhile
      throw new CorruptVersionException(version, file.path(), "it is missing", e);
    }
    if (!digest.matches(file)) {
      throw new CorruptVersionException(version, file.path(), digest.differenceTo(file));
    }
  }

  private static boolean isFree(Path target) throws IOException {
    return !Files.exists(target) || (Files.isDirectory(target) && Trees.entries(target).isEmpty());
  }

  private static void requireSame(Manifest manifest, Path folder) throws IOException {
    for (StoredFile file : manifest.files()) {
      if (!file.isContentOf(folder.resolve(file.path()))) {
        throw new StoreException(
            "%s is there already, and its %s is not that of %s; delete it, or name another folder"
                .formatted(folder, file.path(), manifest.version()));
      }
    }
  }

  private <T> T explained(String what, Action<T> action) {
    try {
      return action.run();
    } catch (AccessDeniedException e) {
      throw new StoreException(
          "cannot %s: no permission for %s".formatted(what, e.getMessage()), e);
    } catch (IOException e) {
      String message = String.valueOf(e.getMessage());
      if (message.contains("No space left") || message.contains("Disk quota exceeded")) {
        throw new StoreFullException(
            "cannot %s: no space left (%s); make room and try again".formatted(what, message), e);
      }
      throw new StoreUnavailableException(
          "cannot %s, the store being %s: %s; try again when it can be reached"
              .formatted(what, place(), message),
          e);
    }
  }
}
