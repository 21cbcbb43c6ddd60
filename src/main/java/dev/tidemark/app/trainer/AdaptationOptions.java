package dev.tidemark.app.trainer;

import dev.tidemark.adaptation.AdaptationSettings;
import dev.tidemark.adaptation.NewTypes;
import dev.tidemark.app.cli.UsageException;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.app.settings.TrainerSettings;
import dev.tidemark.model.Dtype;
import picocli.CommandLine.Option;

/** How a model learns from corrections. */
public final class AdaptationOptions {

  @Option(
      names = "--epochs",
      defaultValue = "6",
      description = "Passes over the corrections (default: ${DEFAULT-VALUE}).")
  int epochs = 6;

  @Option(
      names = "--batch-size",
      defaultValue = "16",
      description = "Rows a batch (default: ${DEFAULT-VALUE}).")
  int batchSize = 16;

  @Option(
      names = "--learning-rate",
      defaultValue = "1e-4",
      description = "Highest rate (default: ${DEFAULT-VALUE}).")
  double learningRate = 1e-4;

  @Option(
      names = "--rehearsal",
      defaultValue = "1",
      paramLabel = "N",
      description =
          "Sentences of what the model knew beside each correction (default: ${DEFAULT-VALUE}).")
  double rehearsal = 1;

  @Option(
      names = "--held-out",
      defaultValue = "0.2",
      paramLabel = "SHARE",
      description =
          "Share of the corrections that is measured on instead of learnt from (default: ${DEFAULT-VALUE}).")
  double heldOut = 0.2;

  @Option(
      names = "--keep",
      defaultValue = "0.5",
      paramLabel = "SHARE",
      description =
          "How much of the old weights is mixed into the new ones, 0 to 1 (default: ${DEFAULT-VALUE}).")
  double keep = 0.5;

  @Option(
      names = "--mlm-texts",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "So many of --texts the model reads first, guessing hidden words, where it has a head for that (default:"
              + " ${DEFAULT-VALUE}).")
  int mlmTexts;

  @Option(
      names = "--new-types",
      defaultValue = "allow",
      paramLabel = "HOW",
      description =
          "Entity types that the model does not know: allow (it learns them) or reject (default: ${DEFAULT-VALUE}).")
  NewTypes newTypes = NewTypes.ALLOW;

  @Option(
      names = "--seed",
      defaultValue = "42",
      description = "Of everything random (default: ${DEFAULT-VALUE}).")
  long seed = 42;

  /** As the settings say, for whoever has no command line. */
  public static AdaptationSettings of(Configuration settings) {
    AdaptationOptions options = new AdaptationOptions();
    options.epochs = settings.get(TrainerSettings.EPOCHS);
    options.learningRate = Double.parseDouble(settings.get(TrainerSettings.LEARNING_RATE));
    options.keep = Double.parseDouble(settings.get(TrainerSettings.KEEP));
    options.mlmTexts = settings.get(TrainerSettings.MLM_TEXTS);
    options.newTypes = settings.get(TrainerSettings.NEW_TYPES);
    return options.settings(settings.get(Settings.DTYPE));
  }

  AdaptationSettings settings(Dtype dtype) {
    try {
      return new AdaptationSettings(
          epochs,
          batchSize,
          learningRate,
          rehearsal,
          heldOut,
          keep,
          mlmTexts,
          newTypes,
          dtype,
          seed);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }
}
