package dev.tidemark.app.models;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.app.cli.Json;
import dev.tidemark.app.cli.Shell;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.model.LabelSet;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.checkpoint.ModelConfig;
import dev.tidemark.model.checkpoint.Tensor;
import dev.tidemark.model.store.Manifest;
import dev.tidemark.model.store.ModelVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what a model is. */
@Command(
    name = "show",
    description =
        "Says what a model is: version, size, labels, and its model card where it has one.",
    footerHeading = "%nExample:%n",
    footer = "  tidemark models show my-model")
final class ModelsShowCommand implements Callable<Integer> {

  @Parameters(
      arity = "0..1",
      defaultValue = ModelFolder.DEFAULT,
      paramLabel = ModelFolder.LABEL,
      description =
          "Checkpoint folder, stored version, or a model of the Hugging Face Hub (default: the model that comes with Tidemark).")
  String model = ModelFolder.DEFAULT;

  @Option(names = "--json", description = "Print one JSON object.")
  boolean json;

  @Mixin StoreCommandOptions store = new StoreCommandOptions();

  private final Shell shell;

  ModelsShowCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException {
    Configuration settings = shell.configuration(store.flags());
    ModelFolder folder = ModelFolder.of(model, settings);
    Checkpoint checkpoint = folder.read();
    Manifest manifest = StoredModels.isStored(model) ? manifest(folder) : null;
    LiveState state = LiveState.read(settings);
    if (json) {
      ObjectNode node = json(folder, checkpoint);
      if (manifest != null) {
        ModelListing.describeWhole(node, manifest);
      }
      state.describe(node);
      shell.out().println(node);
    } else {
      print(folder, checkpoint, manifest, state);
    }
    return 0;
  }

  /** What was fetched has it beside its files. */
  private static Manifest manifest(ModelFolder folder) throws IOException {
    return Manifest.read(
        ModelVersion.parse(folder.version()),
        Files.readAllBytes(folder.folder().resolve(Manifest.FILE)));
  }

  private static ObjectNode json(ModelFolder folder, Checkpoint checkpoint) {
    ModelConfig config = checkpoint.config();
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("version", folder.version()).put("model_type", config.modelType());
    node.put("layers", config.layers()).put("hidden_size", config.hiddenSize());
    node.put("parameters", parameters(checkpoint)).put("max_tokens", config.maxPositions());
    LabelSet labels = config.labels();
    node.set("labels", Json.MAPPER.valueToTree(labels == null ? List.of() : labels.names()));
    node.put("labels_hash", labels == null ? null : labels.hash());
    return node;
  }

  private void print(
      ModelFolder folder, Checkpoint checkpoint, @Nullable Manifest manifest, LiveState state)
      throws IOException {
    ModelConfig config = checkpoint.config();
    LabelSet labels = config.labels();
    shell.out().printf("%s%n", folder.version());
    shell
        .out()
        .printf(
            "  %s, %d layers, hidden size %d, %,d parameters, up to %d tokens%n",
            config.modelType(),
            config.layers(),
            config.hiddenSize(),
            parameters(checkpoint),
            config.maxPositions());
    shell
        .out()
        .printf(
            "  labels: %s%n",
            labels == null
                ? "none (no token-classification head)"
                : String.join(" ", labels.names()));
    String agreement = state.agreement(folder.version(), "  ");
    if (!agreement.isEmpty()) {
      shell.out().println(agreement);
    }
    if (manifest != null) {
      ModelVersion parent = manifest.parent();
      shell
          .out()
          .printf(
              "  published %s%s%n  metrics: %s%n  gate: %s%n",
              manifest.created().truncatedTo(ChronoUnit.SECONDS),
              parent == null ? "" : ", from " + parent,
              manifest.metrics().isEmpty() ? "none" : manifest.metrics(),
              manifest.gate() == null ? "none" : manifest.gate());
    }
    Path card = folder.folder().resolve("README.md");
    if (Files.exists(card)) {
      shell
          .out()
          .printf("%n%s%n", new String(Files.readAllBytes(card), StandardCharsets.UTF_8).strip());
    }
  }

  private static long parameters(Checkpoint checkpoint) {
    return checkpoint.tensors().values().stream().mapToLong(Tensor::count).sum();
  }
}
