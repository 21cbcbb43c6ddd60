package dev.tidemark.app.models;

import dev.tidemark.app.cli.Shell;
import dev.tidemark.app.cli.UsageException;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.store.ModelDraft;
import dev.tidemark.model.store.ModelVersion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Adds a folder to the model store. */
@Command(
    name = "publish",
    description = "Adds a checkpoint folder to the model store, as the next version of a model.",
    footerHeading = "%nExample:%n",
    footer = "  tidemark models publish my-model --name newswire")
final class ModelsPublishCommand implements Callable<Integer> {

  @Parameters(paramLabel = "DIR", description = "Checkpoint folder.")
  Path folder = Path.of("");

  @Option(
      names = "--name",
      required = true,
      paramLabel = "NAME",
      description = "Name of the model: letters, digits, dots, dashes, underscores.")
  String name = "";

  @Option(
      names = "--parent",
      paramLabel = "NAME@N",
      description = "The version it was trained from.")
  @Nullable String parent;

  @Mixin StoreCommandOptions options = new StoreCommandOptions();

  private final Shell shell;

  ModelsPublishCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException {
    if (!ModelVersion.isName(name)) {
      throw new UsageException(
          "'%s' is no name for a model; up to 100 letters, digits, dots, dashes and underscores"
              .formatted(name));
    }
    ModelVersion origin = parent == null ? null : StoredModels.version(parent);
    // What cannot be loaded is no version: better found now than by a tagger.
    Checkpoint ignored = Checkpoint.read(folder);
    try (StoredModels models = StoredModels.of(shell.configuration(options.flags()))) {
      var published = models.store().publish(name, ModelDraft.of(folder, origin));
      shell.out().println(published.version());
    }
    return 0;
  }
}
