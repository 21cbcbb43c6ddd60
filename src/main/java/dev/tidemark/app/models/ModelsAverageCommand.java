package dev.tidemark.app.models;

import dev.tidemark.app.cli.Shell;
import dev.tidemark.app.cli.UsageException;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.checkpoint.CheckpointAverage;
import dev.tidemark.model.checkpoint.ElementType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Averages models. */
@Command(
    name = "average",
    description =
        "Writes the mean of the weights of models that were fine-tuned from the same checkpoint.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tidemark models average run-1 run-2 --out mean",
      "  tidemark models average tuned:0.7 default:0.3 --out careful"
    })
final class ModelsAverageCommand implements Callable<Integer> {

  @Parameters(
      arity = "2..*",
      paramLabel = "MODEL[:WEIGHT]",
      description =
          "Two or more models, folders or others; those without a weight count 1. A masked-language-model head that only"
              + " the first one has stays as it is.")
  List<String> models = List.of();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for the result.")
  Path out = Path.of("");

  @Option(
      names = "--store",
      defaultValue = "f32",
      description =
          "Number format of the weights written: f32, f16 or bf16 (default: ${DEFAULT-VALUE}).")
  ElementType store = ElementType.F32;

  private final Shell shell;

  ModelsAverageCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException {
    if (models.size() < 2) {
      throw new UsageException("one model is its own average; name two or more");
    }
    Configuration settings = shell.configuration();
    List<Checkpoint> read = new ArrayList<>();
    List<Double> weights = new ArrayList<>();
    for (String model : models) {
      Weighted weighted = Weighted.parse(model, "model");
      read.add(ModelFolder.of(weighted.name(), settings).read());
      weights.add((double) weighted.weight());
    }
    CheckpointAverage.of(read, weights).write(out, store);
    shell.out().printf("the mean of %d models was written to %s%n", read.size(), out);
    return 0;
  }
}
