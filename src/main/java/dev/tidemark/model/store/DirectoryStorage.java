package dev.tidemark.model.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Versions as folders: {@code ROOT/NAME/N} is a Hugging Face folder with its manifest, to be read
 * by anything. A version appears by renaming its folder into place. A deleted one leaves an empty
 * manifest, which keeps its number.
 */
public final class DirectoryStorage implements VersionStorage {

  private static final String NUMBER = "[1-9]\\d{0,8}";

  private final Path root;

  /** The folder is made when the first version is published. */
  public DirectoryStorage(Path root) {
    this.root = root.toAbsolutePath().normalize();
  }

  @Override
  public String place() {
    return root.toString();
  }

  @Override
  public List<String> names() throws IOException {
    requireReachable();
    return Trees.entries(root).stream()
        .filter(Files::isDirectory)
        .map(folder -> String.valueOf(folder.getFileName()))
        .filter(ModelVersion::isName)
        .toList();
  }

  @Override
  public List<Integer> numbers(String name) throws IOException {
    return numbered(name).stream()
        .filter(folder -> isPublished(folder))
        .map(DirectoryStorage::number)
        .sorted()
        .toList();
  }

  @Override
  public int highest(String name) throws IOException {
    return numbered(name).stream().mapToInt(DirectoryStorage::number).max().orElse(0);
  }

  @Override
  public byte @Nullable [] manifest(ModelVersion version) throws IOException {
    requireReachable();
    try {
      byte[] bytes = Files.readAllBytes(folder(version).resolve(Manifest.FILE));
      return bytes.length == 0 ? null : bytes;
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  @Override
  public InputStream open(Manifest manifest, StoredFile file) throws IOException {
    return Files.newInputStream(folder(manifest.version()).resolve(file.path()));
  }

  @Override
  public Upload begin(String name, String id) throws IOException {
    requireReachable();
    Path models = root.resolve(ModelVersion.requireName(name));
    return new DirectoryUpload(root, TemporaryFolder.create(models, id));
  }

  @Override
  public void unpublish(ModelVersion version) throws IOException {
    Path folder = folder(version);
    if (!isPublished(folder)) {
      return;
    }
    Path empty = Files.createTempFile(folder, ".deleted-", "");
    Files.move(empty, folder.resolve(Manifest.FILE), StandardCopyOption.ATOMIC_MOVE);
    Trees.syncFolder(folder);
  }

  @Override
  public void deleteFiles(ModelVersion version, String upload) throws IOException {
    Path folder = folder(version);
    if (isPublished(folder)) {
      throw new IllegalStateException(version + " is published");
    }
    for (Path entry : Trees.entries(folder)) {
      if (!entry.endsWith(Manifest.FILE)) {
        Trees.delete(entry);
      }
    }
  }

  @Override
  public void sweep(String name, Instant now) throws IOException {
    requireReachable();
    TemporaryFolder.sweep(root.resolve(ModelVersion.requireName(name)), now);
    for (Path folder : numbered(name)) {
      // Only a deletion leaves an empty manifest. None at all is not the store's doing.
      Path manifest = folder.resolve(Manifest.FILE);
      if (Files.exists(manifest) && !isPublished(folder)) {
        deleteFiles(new ModelVersion(name, number(folder)), "");
      }
    }
  }

  private List<Path> numbered(String name) throws IOException {
    requireReachable();
    return Trees.entries(root.resolve(ModelVersion.requireName(name))).stream()
        .filter(entry -> String.valueOf(entry.getFileName()).matches(NUMBER))
        .toList();
  }

  private static int number(Path folder) {
    return Integer.parseInt(String.valueOf(folder.getFileName()));
  }

  private static boolean isPublished(Path folder) {
    return folder.resolve(Manifest.FILE).toFile().length() > 0;
  }

  private Path folder(ModelVersion version) {
    return root.resolve(version.name()).resolve(Integer.toString(version.number()));
  }

  /** A store that is not there yet is empty; a volume that is not there is not. */
  private void requireReachable() {
    Path parent = root.getParent();
    // In this order: another publisher may make the folder between the two looks.
    if (Files.exists(root)) {
      if (!Files.isDirectory(root)) {
        throw new StoreUnavailableException(
            "the model store %s is no folder; set tidemark.store.url to one".formatted(root), null);
      }
      return;
    }
    if (parent == null || !Files.isDirectory(parent)) {
      throw new StoreUnavailableException(
          "there is no folder %s for the model store; mount it, or set tidemark.store.url"
              .formatted(parent == null ? root : parent),
          null);
    }
  }

  /** The folder that becomes the version. */
  private static final class DirectoryUpload implements Upload {

    private final Path root;
    private final TemporaryFolder folder;

    DirectoryUpload(Path root, TemporaryFolder folder) {
      this.root = root;
      this.folder = folder;
    }

    @Override
    public void add(StoredFile file, Path source) throws IOException {
      Path target = folder.path().resolve(file.path());
      Files.createDirectories(target.resolveSibling("."));
      try (InputStream in = Files.newInputStream(source)) {
        Trees.writeDurably(target, out -> requireUnchanged(file, source, Digest.copy(in, out)));
      }
    }

    @Override
    public void publish(ModelVersion version, byte[] manifest) throws IOException {
      Path written = folder.path().resolve(Manifest.FILE);
      Files.deleteIfExists(written);
      Trees.writeDurably(written, out -> out.write(manifest));
      Path models = root.resolve(version.name());
      try {
        folder.moveTo(models.resolve(Integer.toString(version.number())));
      } catch (FileAlreadyExistsException e) {
        throw new VersionTakenException(version);
      }
      Trees.syncFolder(root);
    }

    @Override
    public void close() {
      folder.close();
    }

    private static void requireUnchanged(StoredFile file, Path source, Digest copied) {
      if (!copied.matches(file)) {
        throw new StoreException(
            "%s changed while it was being published; publish it when it is complete"
                .formatted(source));
      }
    }
  }
}
