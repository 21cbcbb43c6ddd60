package dev.tidemark.app.models;

import dev.tidemark.app.cli.CommandFailedException;
import dev.tidemark.app.cli.Shell;
import dev.tidemark.model.store.CorruptVersionException;
import dev.tidemark.model.store.ModelStore;
import dev.tidemark.model.store.ModelVersion;
import dev.tidemark.model.store.UnknownVersionException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Checks versions against their checksums. */
@Command(
    name = "verify",
    description = "Reads every byte of a version, or of all, and compares it with the checksums.",
    footerHeading = "%nExample:%n",
    footer = "  tidemark models verify newswire@3")
final class ModelsVerifyCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME@N",
      description = "The version (default: all in the store).")
  @Nullable String version;

  @Mixin StoreCommandOptions options = new StoreCommandOptions();

  private final Shell shell;

  ModelsVerifyCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    ModelVersion one = version == null ? null : StoredModels.version(version);
    List<String> damaged = new ArrayList<>();
    try (StoredModels models = StoredModels.of(shell.configuration(options.flags()))) {
      ModelStore store = models.store();
      for (ModelVersion next : one == null ? store.versions() : List.of(one)) {
        verify(store, next, one != null, damaged);
      }
    }
    if (!damaged.isEmpty()) {
      throw new CommandFailedException(String.join("; ", damaged));
    }
    return 0;
  }

  private void verify(ModelStore store, ModelVersion next, boolean named, List<String> damaged) {
    try {
      store.verify(next);
      shell.out().printf("%s is as it was published%n", next);
    } catch (CorruptVersionException e) {
      damaged.add(String.valueOf(e.getMessage()));
    } catch (UnknownVersionException e) {
      if (named) {
        throw e;
      } // else it was deleted since it was listed
    }
  }
}
