package dev.tidemark.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.app.cli.Shell;
import dev.tidemark.model.LabelSet;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.checkpoint.ModelConfig;
import dev.tidemark.model.checkpoint.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
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
          "Checkpoint folder, or a model of the Hugging Face Hub (default: the model that comes with Tidemark).")
  String model = ModelFolder.DEFAULT;

  @Option(names = "--json", description = "Print one JSON object.")
  boolean json;

  private final Shell shell;

  ModelsShowCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException {
    ModelFolder folder = ModelFolder.of(model, shell.configuration());
    Checkpoint checkpoint = folder.read();
    if (json) {
      shell.out().println(json(folder, checkpoint));
    } else {
      print(folder, checkpoint);
    }
    return 0;
  }

  private static ObjectNode json(ModelFolder folder, Checkpoint checkpoint) {
    ModelConfig config = checkpoint.config();
    ObjectNode node = NerReportJson.JSON.createObjectNode();
    node.put("version", folder.version()).put("model_type", config.modelType());
    node.put("layers", config.layers()).put("hidden_size", config.hiddenSize());
    node.put("parameters", parameters(checkpoint)).put("max_tokens", config.maxPositions());
    LabelSet labels = config.labels();
    node.set("labels", NerReportJson.JSON.valueToTree(labels == null ? List.of() : labels.names()));
    node.put("labels_hash", labels == null ? null : labels.hash());
    return node;
  }

  private void print(ModelFolder folder, Checkpoint checkpoint) throws IOException {
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
