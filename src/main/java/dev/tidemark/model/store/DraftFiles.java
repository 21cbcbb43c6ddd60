package dev.tidemark.model.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files of a folder that become a version, with their digests. */
final class DraftFiles {

  private DraftFiles() {}

  /**
   * All files, those of sub-folders too, but nothing hidden ({@code .git}, {@code .cache}), and not
   * the manifest of a version it was fetched from. Symbolic links to files count as files: that is
   * what the cache of the Hugging Face hub consists of.
   *
   * @throws StoreException when it is no checkpoint folder, or cannot be read
   */
  static List<StoredFile> of(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new StoreException(
          "there is no folder %s; name the folder of a checkpoint".formatted(folder));
    }
    List<StoredFile> files = new ArrayList<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).sorted().toList()) {
        String path =
            folder.relativize(file).toString().replace(file.getFileSystem().getSeparator(), "/");
        if (path.equals(Manifest.FILE) || path.startsWith(".") || path.contains("/.")) {
          continue;
        }
        Digest digest = Digest.of(file);
        files.add(new StoredFile(path, digest.size(), digest.sha256()));
      }
    } catch (IOException | UncheckedIOException e) {
      throw new StoreException("cannot read %s: %s".formatted(folder, e.getMessage()), e);
    } catch (IllegalArgumentException e) {
      throw new StoreException("%s cannot be published: %s".formatted(folder, e.getMessage()), e);
    }
    require(folder, files);
    return files;
  }

  private static void require(Path folder, List<StoredFile> files) {
    boolean config = files.stream().anyMatch(file -> file.path().equals("config.json"));
    boolean weights = files.stream().anyMatch(file -> file.path().endsWith(".safetensors"));
    if (!config || !weights) {
      throw new StoreException(
          "%s is no checkpoint: it has no %s; name a Hugging Face folder"
              .formatted(folder, config ? "weights (*.safetensors)" : "config.json"));
    }
  }
}
