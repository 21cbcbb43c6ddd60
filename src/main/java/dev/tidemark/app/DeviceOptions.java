package dev.tidemark.app;

import dev.tidemark.app.cli.UsageException;
import dev.tidemark.model.Dtype;
import dev.tidemark.torch.TorchModels;
import picocli.CommandLine.Option;

/** Where and how a command computes. */
final class DeviceOptions {

  @Option(
      names = "--device",
      defaultValue = "auto",
      paramLabel = "DEVICE",
      description = "auto, cpu, gpu or gpu:N (default: ${DEFAULT-VALUE}).")
  String device = "auto";

  @Option(
      names = "--dtype",
      defaultValue = "auto",
      paramLabel = "TYPE",
      description =
          "Number format of the arithmetic: auto (the faster here), fp32 or bf16 (default: ${DEFAULT-VALUE}).")
  Dtype dtype = Dtype.AUTO;

  @Option(
      names = "--threads",
      defaultValue = "0",
      paramLabel = "N",
      description = "CPU threads; 0 for all cores (default: ${DEFAULT-VALUE}).")
  int threads;

  TorchModels models() {
    try {
      return new TorchModels(device, threads);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }
}
