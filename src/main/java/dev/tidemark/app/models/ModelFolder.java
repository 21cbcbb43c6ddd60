package dev.tidemark.app.models;

import dev.tidemark.app.cli.UsageException;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.checkpoint.CheckpointException;
import dev.tidemark.model.checkpoint.Fingerprint;
import dev.tidemark.model.hub.HubModel;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A model as the command line names it: {@code default}, a folder, {@code NAME@N} of the model
 * store, or {@code hf://OWNER/NAME}.
 *
 * @param version what its records say of it: {@code newswire@5} for the default model; for a folder
 *     its name and the beginning of its weights' SHA-256, since a folder can change under its name;
 *     for a version of the store just that, since it cannot; for a model of the Hub {@code
 *     OWNER/NAME@} and the beginning of the commit, which is the same on every machine, whatever
 *     the branch stands for by then
 * @param folder where it lies; for the default model inside Tidemark's own jar
 */
public record ModelFolder(String version, Path folder) {

  public static final String DEFAULT = "default";

  public static final String DEFAULT_VERSION = "newswire@5";
  private static final String DEFAULT_RESOURCE = "/models/newswire";

  /** What {@code --model} accepts, for the help. */
  public static final String LABEL = "DIR|default|NAME@N|hf://OWNER/NAME[@REVISION]";

  /**
   * Finds a model; one of the Hub or of the store is fetched where it is not in the cache.
   *
   * @param settings which say where from and where to: {@code tidemark.store.*}, {@link
   *     Configuration#huggingFace}
   * @throws UsageException when there is none of this name
   */
  public static ModelFolder of(String name, Configuration settings) throws IOException {
    if (HubModel.isMeantBy(name)) {
      return HubModels.fetch(name, settings);
    }
    return StoredModels.isStored(name) ? StoredModels.fetch(name, settings) : local(name);
  }

  private static ModelFolder local(String name) throws IOException {
    if (name.equals(DEFAULT)) {
      return new ModelFolder(DEFAULT_VERSION, Bundled.path(DEFAULT_RESOURCE));
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

  public Checkpoint read() throws IOException {
    return Checkpoint.read(folder);
  }
}
