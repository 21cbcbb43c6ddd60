package dev.tidemark.app.train;

import dev.tidemark.app.cli.Shell;
import dev.tidemark.app.models.ModelFolder;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.tagger.DeviceOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every measurement of a model is told, whatever it measures. */
final class EvalOptions {

  @Option(
      names = "--model",
      defaultValue = ModelFolder.DEFAULT,
      paramLabel = ModelFolder.LABEL,
      description =
          "Checkpoint folder, stored version, or a model of the Hugging Face Hub (default: the model that comes with Tidemark).")
  String model = ModelFolder.DEFAULT;

  @Option(names = "--json", description = "Print one JSON object.")
  boolean json;

  @Mixin DeviceOptions device = new DeviceOptions();

  Configuration settings(Shell shell) {
    return shell.configuration(device.flags());
  }
}
