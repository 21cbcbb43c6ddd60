package dev.tidemark.app.models;

import dev.tidemark.app.settings.Flag;
import dev.tidemark.app.settings.StoreSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The setting of where the model store is, as an option. */
final class StoreCommandOptions {

  @Option(
      names = "--store",
      paramLabel = "URL",
      description =
          "The model store: a folder, or s3://bucket/prefix (default: as the settings say, ./models).")
  @Nullable String url;

  List<Flag> flags() {
    return List.of(Flag.of("--store", StoreSettings.URL, url));
  }
}
