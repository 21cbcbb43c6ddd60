package dev.tidemark.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.app.cli.CommandFailedException;
import dev.tidemark.app.cli.Shell;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Flag;
import dev.tidemark.model.store.CorruptVersionException;
import dev.tidemark.model.store.Manifest;
import dev.tidemark.model.store.ModelStore;
import dev.tidemark.model.store.ModelVersion;
import dev.tidemark.model.store.UnknownVersionException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists the versions in the model store. */
@Command(
    name = "list",
    description =
        "Lists the versions in the model store, and which one is live where tidemark.kafka.bootstrap.servers is set.",
    footerHeading = "%nExample:%n",
    footer = "  tidemark models list --json")
final class ModelsListCommand implements Callable<Integer> {

  @Option(names = "--json", description = "Print one JSON object.")
  boolean json;

  @Mixin StoreCommandOptions options = new StoreCommandOptions();

  private final Shell shell;

  ModelsListCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    List<Manifest> manifests = new ArrayList<>();
    List<String> damaged = new ArrayList<>();
    Configuration settings = shell.configuration(options.flags().toArray(Flag[]::new));
    Map<String, String> live = live(settings);
    try (StoredModels models = StoredModels.of(settings)) {
      read(models.store(), manifests, damaged);
      if (json) {
        shell.out().println(json(live, manifests));
      } else {
        live.forEach((alias, model) -> shell.out().printf("%s: %s%n", alias, model));
        print(manifests, models.store().place());
      }
    }
    if (!damaged.isEmpty()) {
      throw new CommandFailedException(String.join("; ", damaged));
    }
    return 0;
  }

  /** By alias; only where the settings say which Kafka to ask. */
  private static Map<String, String> live(Configuration settings) {
    if (!settings.kafka().containsKey(StreamWiring.BOOTSTRAP_SERVERS)) {
      return Map.of();
    }
    try (LiveAlias alias = LiveAlias.open(settings, StreamWiring.bootstrapServers(settings))) {
      return alias.current().map(live -> Map.of(live.alias(), live.model())).orElse(Map.of());
    }
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

  private static ObjectNode json(Map<String, String> live, List<Manifest> manifests) {
    ObjectNode node = NerReportJson.JSON.createObjectNode();
    ObjectNode aliases = node.putObject("live");
    live.forEach(aliases::put);
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
