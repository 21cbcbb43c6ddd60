package dev.tidemark.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.app.cli.CommandFailedException;
import dev.tidemark.app.cli.Shell;
import dev.tidemark.app.settings.Flag;
import dev.tidemark.model.store.CorruptVersionException;
import dev.tidemark.model.store.Manifest;
import dev.tidemark.model.store.ModelStore;
import dev.tidemark.model.store.ModelVersion;
import dev.tidemark.model.store.UnknownVersionException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the versions in the model store. */
@Command(
    name = "list",
    description = "Lists the versions in the model store.",
    footerHeading = "%nExample:%n",
    footer = "  tidemark models list --json")
final class ModelsListCommand implements Callable<Integer> {

  @Option(names = "--json", description = "Print one JSON object.")
  boolean json;

  @Mixin StoreCommandOptions options = new StoreCommandOptions();

  private final Shell shell;
  private final LiveVersions live = LiveVersions.UNKNOWN;

  ModelsListCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    List<Manifest> manifests = new ArrayList<>();
    List<String> damaged = new ArrayList<>();
    try (StoredModels models =
        StoredModels.of(shell.configuration(options.flags().toArray(Flag[]::new)))) {
      read(models.store(), manifests, damaged);
      if (json) {
        shell.out().println(json(manifests));
      } else {
        print(manifests, models.store().place());
      }
    }
    if (!damaged.isEmpty()) {
      throw new CommandFailedException(String.join("; ", damaged));
    }
    return 0;
  }

  /** One that is damaged must not hide the others. */
  private static void read(ModelStore store, List<Manifest> manifests, List<String> damaged) {
    for (ModelVersion version : store.versions()) {
      try {
        manifests.add(store.manifest(version));
      } catch (CorruptVersionException e) {
        damaged.add(String.valueOf(e.getMessage()));
      } catch (UnknownVersionException e) {
        // Deleted since it was listed.
      }
    }
  }

  private ObjectNode json(List<Manifest> manifests) {
    ObjectNode node = NerReportJson.JSON.createObjectNode();
    ObjectNode aliases = node.putObject("live");
    live.byAlias().forEach((alias, version) -> aliases.put(alias, version.toString()));
    ArrayNode versions = node.putArray("versions");
    manifests.forEach(manifest -> describe(versions.addObject(), manifest));
    return node;
  }

  /** Adds what a manifest says of its version. */
  static void describe(ObjectNode to, Manifest manifest) {
    ModelVersion parent = manifest.parent();
    to.put("version", manifest.version().toString());
    to.put("parent", parent == null ? null : parent.toString());
    to.put("created", manifest.created().toString());
    to.set("metrics", manifest.metrics());
    to.set("gate", manifest.gate());
  }

  private void print(List<Manifest> manifests, String place) {
    if (manifests.isEmpty()) {
      shell.out().printf("no versions in %s%n", place);
    }
    for (Manifest manifest : manifests) {
      ModelVersion parent = manifest.parent();
      shell
          .out()
          .printf(
              "%-24s %s  %,7.1f MB  %s%s%n",
              manifest.version(),
              manifest.created(),
              manifest.size() / 1e6,
              parent == null ? "" : "from " + parent + "  ",
              manifest.metrics().isEmpty() ? "" : manifest.metrics());
    }
  }
}
