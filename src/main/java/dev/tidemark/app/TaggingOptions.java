package dev.tidemark.app;

import dev.tidemark.app.settings.Flag;
import dev.tidemark.app.settings.Settings;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The settings of the model that commands offer as options of their own. */
final class TaggingOptions {

  @Option(
      names = "--model",
      paramLabel = "DIR|default",
      description = "Checkpoint folder (default: the model that comes with Tidemark).")
  @Nullable String model;

  @Option(
      names = "--aggregation",
      paramLabel = "HOW",
      description =
          "From labels of sub-words to entities: none, simple, first, average, max (as Hugging Face pipelines),"
              + " viterbi, or auto: viterbi where the labels are BIO, else first (default: auto).")
  @Nullable String aggregation;

  @Option(names = "--device", paramLabel = "DEVICE", description = "auto, cpu, gpu or gpu:N.")
  @Nullable String device;

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      description = "auto (the faster here), fp32 or bf16.")
  @Nullable String dtype;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "CPU threads of the model; 0 for all cores.")
  @Nullable String threads;

  Flag[] flags() {
    return List.of(
            Flag.of("--model", Settings.MODEL_NER, model),
            Flag.of("--aggregation", Settings.AGGREGATION, aggregation),
            Flag.of("--device", Settings.DEVICE, device),
            Flag.of("--dtype", Settings.DTYPE, dtype),
            Flag.of("--threads", Settings.THREADS, threads))
        .toArray(Flag[]::new);
  }
}
