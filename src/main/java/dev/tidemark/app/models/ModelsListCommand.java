package dev.tidemark.app.models;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.app.cli.CommandFailedException;
import dev.tidemark.app.cli.Shell;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.model.store.Manifest;
import dev.tidemark.model.store.ModelVersion;
import java.time.temporal.ChronoUnit;
import java.util.List;
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
    ModelListing listing;
    Configuration settings = shell.configuration(options.flags());
    LiveState state = LiveState.read(settings);
    try (StoredModels models = StoredModels.of(settings)) {
      listing = ModelListing.of(models.store());
      if (json) {
        ObjectNode all = listing.json(state.live());
        all.path("versions").forEach(state::describe);
        shell.out().println(all);
      } else {
        state.live().forEach((alias, model) -> shell.out().printf("%s: %s%n", alias, model));
        if (!LiveState.isAsked(settings)) {
          shell
              .err()
              .println(
                  "which one is live, Kafka knows: add -D tidemark.kafka.bootstrap.servers=HOST:PORT");
        }
        print(listing.manifests(), state, models.store().place());
      }
    }
    if (!listing.damaged().isEmpty()) {
      throw new CommandFailedException(String.join("; ", listing.damaged()));
    }
    return 0;
  }

  private void print(List<Manifest> manifests, LiveState state, String place) {
    if (manifests.isEmpty()) {
      shell.out().printf("no versions in %s%n", place);
    }
    for (Manifest manifest : manifests) {
      ModelVersion parent = manifest.parent();
      shell
          .out()
          .printf(
              "%-24s %s  %,7.1f MB  %s%s%s%n",
              manifest.version(),
              manifest.created().truncatedTo(ChronoUnit.SECONDS),
              manifest.size() / 1e6,
              parent == null ? "" : "from " + parent + "  ",
              manifest.metrics().isEmpty() ? "" : manifest.metrics(),
              state.agreement(manifest.version().toString(), "  "));
    }
  }
}
