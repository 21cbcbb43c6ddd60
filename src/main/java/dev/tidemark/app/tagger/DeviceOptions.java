package dev.tidemark.app.tagger;

import dev.tidemark.app.cli.UsageException;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Flag;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.torch.TorchModels;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The settings of where and how a model computes, as options. */
public final class DeviceOptions {

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      description = "auto, cpu, gpu or gpu:N (default: as the settings say, auto).")
  @Nullable String device;

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      description =
          "Number format: auto (the faster here), fp32 or bf16 (default: as the settings say, auto).")
  @Nullable String dtype;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "CPU threads of the model; 0 for all cores (default: as the settings say, 0).")
  @Nullable String threads;

  public List<Flag> flags() {
    return List.of(
        Flag.of("--device", Settings.DEVICE, device),
        Flag.of("--dtype", Settings.DTYPE, dtype),
        Flag.of("--threads", Settings.THREADS, threads));
  }

  /**
   * The device that the settings name.
   *
   * @throws UsageException when it is not there
   */
  public static TorchModels models(Configuration settings) {
    return models(settings, TorchModels::new);
  }

  /** Likewise, for a stream of batches. */
  static TorchModels serving(Configuration settings) {
    return models(settings, TorchModels::forServing);
  }

  private static TorchModels models(
      Configuration settings, BiFunction<String, Integer, TorchModels> how) {
    try {
      return how.apply(settings.get(Settings.DEVICE), settings.get(Settings.THREADS));
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }
}
