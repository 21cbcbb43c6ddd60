package dev.tidemark.app.train;

import dev.tidemark.app.cli.Bounds;
import dev.tidemark.app.models.ModelFolder;
import dev.tidemark.model.checkpoint.ElementType;
import dev.tidemark.model.checkpoint.ModelConfig;
import dev.tidemark.training.OptimizerSettings;
import dev.tidemark.training.RegularisationSettings;
import dev.tidemark.training.loop.LoopSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every training is told, whatever it trains. */
final class TrainingOptions {

  @Option(
      names = "--model",
      required = true,
      paramLabel = ModelFolder.LABEL,
      description =
          "Checkpoint to start from: a folder, a stored version, or a model of the Hugging Face Hub.")
  String model = "";

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for the trained checkpoint.")
  Path out = Path.of("");

  @Option(
      names = "--epochs",
      defaultValue = "3",
      paramLabel = "N",
      description = "Passes over the data (default: ${DEFAULT-VALUE}).")
  int epochs;

  @Option(
      names = "--max-steps",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "End after so many optimizer steps, the learning rate falling to zero by then; 0 for no limit"
              + " (default: ${DEFAULT-VALUE}).")
  int maxSteps;

  @Option(
      names = "--batch-size",
      defaultValue = "32",
      paramLabel = "ROWS",
      description = "Rows a batch (default: ${DEFAULT-VALUE}).")
  int batchSize;

  @Option(
      names = "--accumulation",
      defaultValue = "1",
      paramLabel = "N",
      description = "Batches an optimizer step (default: ${DEFAULT-VALUE}).")
  int accumulation;

  @Option(
      names = "--learning-rate",
      defaultValue = "5e-5",
      paramLabel = "RATE",
      description = "Highest rate (default: ${DEFAULT-VALUE}).")
  double learningRate;

  @Option(
      names = "--head-rate",
      defaultValue = "1",
      paramLabel = "FACTOR",
      description = "Times that rate for the head (default: ${DEFAULT-VALUE}).")
  double headRate;

  @Option(
      names = "--layer-decay",
      defaultValue = "1",
      paramLabel = "FACTOR",
      description = "Rate of a layer relative to the one above (default: ${DEFAULT-VALUE}).")
  double layerDecay;

  @Option(
      names = "--warmup",
      defaultValue = "0.1",
      paramLabel = "SHARE",
      description = "Share of steps with a rising rate (default: ${DEFAULT-VALUE}).")
  double warmup;

  @Option(
      names = "--weight-decay",
      defaultValue = "0.01",
      paramLabel = "DECAY",
      description = "AdamW's weight decay (default: ${DEFAULT-VALUE}).")
  double weightDecay;

  @Option(
      names = "--max-grad-norm",
      defaultValue = "1",
      paramLabel = "NORM",
      description = "Gradients are clipped to it; 0 for never (default: ${DEFAULT-VALUE}).")
  double maxGradientNorm;

  @Option(
      names = "--dropout",
      paramLabel = "P",
      description = "Of hidden units (default: the checkpoint's).")
  @Nullable Double dropout;

  @Option(
      names = "--attention-dropout",
      paramLabel = "P",
      description = "Of attention weights (default: the checkpoint's).")
  @Nullable Double attentionDropout;

  @Option(
      names = "--measurements",
      defaultValue = "1",
      paramLabel = "N",
      description = "Measure on the validation data so often an epoch (default: ${DEFAULT-VALUE}).")
  int measurements;

  @Option(
      names = "--patience",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "Stop early after so many measurements without a better one; 0 for never (default: ${DEFAULT-VALUE}).")
  int patience;

  @Option(
      names = "--save-every",
      defaultValue = "500",
      paramLabel = "STEPS",
      description =
          "Steps between snapshots, from which --resume goes on; 0 for none (default: ${DEFAULT-VALUE}).")
  int saveEvery;

  @Option(
      names = "--resume",
      description =
          "Go on with a training that was interrupted, to the same result as if it had not been.")
  boolean resume;

  @Option(
      names = "--seed",
      defaultValue = "42",
      paramLabel = "N",
      description =
          "Of a new head, the order of the data, and dropout (default: ${DEFAULT-VALUE}).")
  long seed;

  @Option(
      names = "--store",
      defaultValue = "f32",
      paramLabel = "FORMAT",
      description =
          "Number format of the weights written: f32, f16 or bf16 (default: ${DEFAULT-VALUE}).")
  ElementType store = ElementType.F32;

  @Option(names = "--json", description = "Print one JSON object.")
  boolean json;

  LoopSettings loop() {
    return new LoopSettings(epochs, maxSteps, accumulation, warmup, measurements, patience, seed);
  }

  OptimizerSettings optimizer() {
    return new OptimizerSettings(
        learningRate, headRate, layerDecay, weightDecay, maxGradientNorm, accumulation);
  }

  RegularisationSettings regularisation(ModelConfig config, double labelSmoothing) {
    return new RegularisationSettings(
        dropout == null ? config.hiddenDropout() : dropout,
        attentionDropout == null ? config.attentionDropout() : attentionDropout,
        labelSmoothing);
  }

  /** What of these decides the result, by option. */
  Map<String, String> recipe() {
    Map<String, String> recipe = new TreeMap<>();
    recipe.put("--model", model);
    recipe.put("--epochs", Integer.toString(epochs));
    recipe.put("--max-steps", Integer.toString(maxSteps));
    recipe.put("--batch-size", Integer.toString(batchSize));
    recipe.put("--accumulation", Integer.toString(accumulation));
    recipe.put("--learning-rate", Double.toString(learningRate));
    recipe.put("--head-rate", Double.toString(headRate));
    recipe.put("--layer-decay", Double.toString(layerDecay));
    recipe.put("--warmup", Double.toString(warmup));
    recipe.put("--weight-decay", Double.toString(weightDecay));
    recipe.put("--max-grad-norm", Double.toString(maxGradientNorm));
    recipe.put("--dropout", String.valueOf(dropout));
    recipe.put("--attention-dropout", String.valueOf(attentionDropout));
    recipe.put("--measurements", Integer.toString(measurements));
    recipe.put("--patience", Integer.toString(patience));
    recipe.put("--seed", Long.toString(seed));
    return recipe;
  }

  /**
   * Looks at the numbers, and sees to the folder for the result, before the work starts.
   *
   * @throws dev.tidemark.app.cli.UsageException when something cannot be
   */
  void prepareOut() throws IOException {
    check();
    OutFolder.prepare(out);
  }

  private void check() {
    Bounds.atLeast("--epochs", epochs, 1);
    Bounds.atLeast("--max-steps", maxSteps, 0);
    Bounds.atLeast("--batch-size", batchSize, 1);
    Bounds.atLeast("--accumulation", accumulation, 1);
    Bounds.positive("--learning-rate", learningRate);
    Bounds.atLeast("--head-rate", headRate, 0);
    Bounds.positive("--layer-decay", layerDecay);
    Bounds.within("--warmup", warmup, 0, 1);
    Bounds.atLeast("--weight-decay", weightDecay, 0);
    Bounds.atLeast("--max-grad-norm", maxGradientNorm, 0);
    if (dropout != null) {
      Bounds.lessThanAll("--dropout", dropout);
    }
    if (attentionDropout != null) {
      Bounds.lessThanAll("--attention-dropout", attentionDropout);
    }
    Bounds.atLeast("--measurements", measurements, 1);
    Bounds.atLeast("--patience", patience, 0);
    Bounds.atLeast("--save-every", saveEvery, 0);
  }
}
