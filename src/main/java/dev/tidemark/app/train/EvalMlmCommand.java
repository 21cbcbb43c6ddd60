package dev.tidemark.app.train;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.app.cli.Bounds;
import dev.tidemark.app.cli.Json;
import dev.tidemark.app.cli.Shell;
import dev.tidemark.app.models.ModelFolder;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.app.tagger.DeviceOptions;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.token.Tokenizer;
import dev.tidemark.torch.HuggingFaceTokens;
import dev.tidemark.training.TrainingStart;
import dev.tidemark.training.masking.MaskedRow;
import dev.tidemark.training.masking.Perplexity;
import dev.tidemark.training.masking.TrainableMaskedLm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures a masked language model. */
@Command(
    name = "mlm",
    description =
        "Perplexity of a masked language model on running text, with masks that depend on the seed alone.",
    footerHeading = "%nExample:%n",
    footer = "  tidemark eval mlm --model my-model --data held-out.txt")
final class EvalMlmCommand implements Callable<Integer> {

  @Mixin EvalOptions options = new EvalOptions();

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE",
      description = "Text, one paragraph a line, UTF-8, .gz unpacked; may be given several times.")
  List<Path> data = List.of();

  @Option(
      names = "--seed",
      defaultValue = "42",
      paramLabel = "N",
      description = "Of the masks (default: ${DEFAULT-VALUE}).")
  long seed;

  @Option(
      names = "--batch-size",
      defaultValue = "32",
      paramLabel = "ROWS",
      description = "Chunks a batch (default: ${DEFAULT-VALUE}).")
  int batchSize;

  @Mixin MaskingOptions masking = new MaskingOptions();
  private final Shell shell;

  EvalMlmCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException {
    Bounds.atLeast("--batch-size", batchSize, 1);
    Configuration settings = options.settings(shell);
    Checkpoint checkpoint = ModelFolder.of(options.model, settings).read();
    checkpoint.requireWordHead();
    TrainingStart start = TrainingStart.measuring(checkpoint, settings.get(Settings.DTYPE));
    try (Tokenizer tokenizer = HuggingFaceTokens.of(checkpoint);
        TrainableMaskedLm measured = DeviceOptions.models(settings).trainableMaskedLm(start)) {
      List<MaskedRow> rows =
          masking
              .masking(checkpoint, tokenizer)
              .frozen(masking.chunks(data, checkpoint, tokenizer), seed);
      long started = System.nanoTime();
      Perplexity result =
          Perplexity.of(rows, batchSize, checkpoint.config().padTokenId(), measured::evaluate);
      double seconds = (System.nanoTime() - started) / 1e9;
      print(result, rows.stream().mapToLong(MaskedRow::length).sum() / seconds);
    }
    return 0;
  }

  private void print(Perplexity result, double tokensPerSecond) {
    if (!options.json) {
      shell
          .out()
          .printf(
              Locale.ROOT,
              "perplexity %.2f (loss %.4f) on %d masked tokens; top-1 %.4f, top-5 %.4f; %.0f tokens/s%n",
              result.perplexity(),
              result.loss(),
              result.maskedTokens(),
              result.top1(),
              result.top5(),
              tokensPerSecond);
      return;
    }
    ObjectNode node = Json.MAPPER.createObjectNode();
    new MaskedLmReport().json(node, result);
    node.put("tokens_per_second", tokensPerSecond);
    shell.out().println(node);
  }
}
