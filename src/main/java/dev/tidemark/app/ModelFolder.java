package dev.tidemark.app;

import dev.tidemark.app.cli.UsageException;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.checkpoint.CheckpointException;
import dev.tidemark.model.checkpoint.Fingerprint;
import dev.tidemark.model.hub.HubModel;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * A model as the command line names it: {@code default}, a folder, or {@code hf://OWNER/NAME}.
 *
 * @param version what its records say of it: {@code newswire@2} for the default model; for a folder
 *     its name and the beginning of its weights' SHA-256, since a folder can change under its name;
 *     for a model of the Hub {@code OWNER/NAME@} and the beginning of the commit, which is the same
 *     on every machine, whatever the branch stands for by then
 * @param folder where it lies; for the default model inside Tidemark's own jar
 */
record ModelFolder(String version, Path folder) {

  static final String DEFAULT = "default";

  private static final String DEFAULT_VERSION = "newswire@2";
  private static final String DEFAULT_RESOURCE = "/models/newswire";

  /** What {@code --model} accepts, for the help. */
  static final String LABEL = "DIR|default|hf://OWNER/NAME[@REVISION]";

  /**
   * Finds a model; one of the Hub is fetched where it is not in the cache.
   *
   * @param settings whose {@link Configuration#huggingFace} says where from and where to
   * @throws UsageException when there is none of this name
   */
  static ModelFolder of(String name, Configuration settings) throws IOException {
    return HubModel.isMeantBy(name) ? HubModels.fetch(name, settings) : local(name);
  }

  private static ModelFolder local(String name) throws IOException {
    if (name.equals(DEFAULT)) {
      return new ModelFolder(DEFAULT_VERSION, bundled());
    }
    Path folder = Path.of(name);
    try {
      String hash = Fingerprint.ofWeights(folder);
      return new ModelFolder(
          folder.toAbsolutePath().normalize().getFileName() + "@" + hash, folder);
    } catch (CheckpointException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  Checkpoint read() throws IOException {
    return Checkpoint.read(folder);
  }

  private static Path bundled() throws IOException {
    URL url = ModelFolder.class.getResource(DEFAULT_RESOURCE + "/config.json");
    if (url == null) {
      throw new IllegalStateException("this build of Tidemark carries no default model");
    }
    try {
      URI uri = url.toURI();
      if (uri.getScheme().equals("jar")) {
        return jar(uri).getPath(DEFAULT_RESOURCE);
      }
      return Objects.requireNonNull(Path.of(uri).getParent());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static FileSystem jar(URI uri) throws IOException {
    try {
      return FileSystems.newFileSystem(uri, Map.of());
    } catch (FileSystemAlreadyExistsException e) {
      return FileSystems.getFileSystem(uri);
    }
  }
}
