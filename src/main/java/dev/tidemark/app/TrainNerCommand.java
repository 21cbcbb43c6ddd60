package dev.tidemark.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.app.cli.Shell;
import dev.tidemark.app.cli.UsageException;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Flag;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.model.LabelSet;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.checkpoint.ElementType;
import dev.tidemark.model.token.Tokenizer;
import dev.tidemark.torch.HuggingFaceTokens;
import dev.tidemark.training.Example;
import dev.tidemark.training.LabelAlignment;
import dev.tidemark.training.LabelInventory;
import dev.tidemark.training.NeighbourJoin;
import dev.tidemark.training.OptimizerSettings;
import dev.tidemark.training.Recasing;
import dev.tidemark.training.RegularisationSettings;
import dev.tidemark.training.TaggingDataset;
import dev.tidemark.training.TaggingTraining;
import dev.tidemark.training.TrainableClassifier;
import dev.tidemark.training.data.LabelledSentence;
import dev.tidemark.training.data.TwoColumnFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Fine-tunes a token classifier on labelled words. */
@Command(
    name = "ner",
    description =
        "Fine-tunes a Hugging Face checkpoint for token classification and writes the result as one.",
    footerHeading = "%nExample:%n",
    footer = {
      "  tidemark train ner --model bge-small-en-v1.5 --data train.tsv --data silver.tsv:0.3 \\",
      "      --validation dev.tsv --epochs 3 --learning-rate 8e-5 --out my-model"
    })
final class TrainNerCommand implements Callable<Integer> {

  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "Checkpoint folder to start from.")
  String model = "";

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE[:WEIGHT]",
      description =
          "Training data, WORD<TAB>LABEL a line, a blank line between sentences; may be given several times.")
  List<String> data = List.of();

  @Option(
      names = "--validation",
      paramLabel = "FILE",
      description = "Measured after each epoch; the best epoch is kept. Without it the last is.")
  List<Path> validation = List.of();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for the trained checkpoint.")
  Path out = Path.of("");

  @Option(
      names = "--epochs",
      defaultValue = "3",
      description = "Passes over the data (default: ${DEFAULT-VALUE}).")
  int epochs;

  @Option(
      names = "--batch-size",
      defaultValue = "32",
      description = "Sentences a batch (default: ${DEFAULT-VALUE}).")
  int batchSize;

  @Option(
      names = "--accumulation",
      defaultValue = "1",
      description = "Batches an optimizer step (default: ${DEFAULT-VALUE}).")
  int accumulation;

  @Option(
      names = "--learning-rate",
      defaultValue = "5e-5",
      description = "Highest rate (default: ${DEFAULT-VALUE}).")
  double learningRate;

  @Option(
      names = "--head-rate",
      defaultValue = "1",
      description = "Times that rate for the new head (default: ${DEFAULT-VALUE}).")
  double headRate;

  @Option(
      names = "--layer-decay",
      defaultValue = "1",
      description = "Rate of a layer relative to the one above (default: ${DEFAULT-VALUE}).")
  double layerDecay;

  @Option(
      names = "--warmup",
      defaultValue = "0.1",
      description = "Share of steps with a rising rate (default: ${DEFAULT-VALUE}).")
  double warmup;

  @Option(
      names = "--weight-decay",
      defaultValue = "0.01",
      description = "AdamW's weight decay (default: ${DEFAULT-VALUE}).")
  double weightDecay;

  @Option(
      names = "--max-grad-norm",
      defaultValue = "1",
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
      names = "--label-smoothing",
      defaultValue = "0",
      description = "Share of the target spread over all labels (default: ${DEFAULT-VALUE}).")
  double labelSmoothing;

  @Option(
      names = "--join",
      defaultValue = "0",
      paramLabel = "WORDS",
      description =
          "Join neighbouring sentences to texts of up to so many words, so that the model learns longer texts; 0 for"
              + " never (default: ${DEFAULT-VALUE}).")
  int join;

  @Option(
      names = "--casing",
      description =
          "Give an uncased model the casing of each word as its token type; one that has it keeps it.")
  boolean casing;

  @Option(
      names = "--recase",
      defaultValue = "0",
      paramLabel = "SHARE",
      description =
          "Share of training texts written in lower case, and as many in capitals, so that the model does not"
              + " trust casing alone (default: ${DEFAULT-VALUE}).")
  double recase;

  @Option(
      names = "--max-length",
      paramLabel = "TOKENS",
      description = "Longer sentences become windows (default: the checkpoint's limit).")
  @Nullable Integer maxLength;

  @Option(
      names = "--seed",
      defaultValue = "42",
      description = "Of the head, the order of the data and dropout (default: ${DEFAULT-VALUE}).")
  long seed;

  @Option(
      names = "--store",
      defaultValue = "f32",
      description =
          "Number format of the weights written: f32, f16 or bf16 (default: ${DEFAULT-VALUE}).")
  ElementType store = ElementType.F32;

  @Option(names = "--json", description = "Print one JSON object.")
  boolean json;

  @Mixin DeviceOptions device = new DeviceOptions();

  private final Shell shell;

  TrainNerCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException {
    train();
    return 0;
  }

  private void train() throws IOException {
    // 1. Everything that can be wrong is found before the work starts.
    checkOut();
    Configuration settings = shell.configuration(device.flags().toArray(Flag[]::new));
    ModelFolder folder = StoredModels.resolve(model, settings);
    Checkpoint origin = folder.read();
    List<WeightedFile> files = data.stream().map(WeightedFile::parse).toList();
    List<List<LabelledSentence>> sets = new ArrayList<>();
    for (WeightedFile file : files) {
      sets.add(TwoColumnFile.read(file.file()));
    }
    List<LabelledSentence> held = new ArrayList<>();
    for (Path file : validation) {
      held.addAll(TwoColumnFile.read(file));
    }
    LabelSet labels = LabelInventory.of(sets);
    Checkpoint start =
        labels.equals(origin.config().labels()) ? origin : origin.withNewHead(labels, seed);
    if (casing && !start.config().casing()) {
      start = start.withCasing();
    }
    try (Tokenizer tokenizer = HuggingFaceTokens.of(start)) {
      // 2. Words become rows of tokens.
      int limit =
          Math.min(
              start.config().maxPositions(), maxLength == null ? Integer.MAX_VALUE : maxLength);
      LabelAlignment alignment = new LabelAlignment(tokenizer, labels, limit);
      List<Example> rows = rows(files, sets, alignment);
      TaggingDataset dev = held.isEmpty() ? null : TaggingDataset.of(held, 1, alignment);
      // 3. Train, and write the best.
      long started = System.nanoTime();
      TaggingTraining.Outcome outcome = fit(settings, start, labels, rows, dev);
      double seconds = (System.nanoTime() - started) / 1e9;
      outcome.best().write(out, store);
      report(outcome, seconds);
    }
  }

  private List<Example> rows(
      List<WeightedFile> files, List<List<LabelledSentence>> sets, LabelAlignment alignment) {
    List<Example> rows = new ArrayList<>();
    Random random = new Random(seed);
    for (int i = 0; i < files.size(); i++) {
      List<LabelledSentence> sentences = sets.get(i);
      if (join > 0) {
        sentences = NeighbourJoin.joined(sentences, join, random);
      }
      if (recase > 0) {
        sentences = Recasing.some(sentences, recase, random);
      }
      rows.addAll(TaggingDataset.of(sentences, files.get(i).weight(), alignment).examples());
    }
    return rows;
  }

  private TaggingTraining.Outcome fit(
      Configuration configuration,
      Checkpoint start,
      LabelSet labels,
      List<Example> rows,
      @Nullable TaggingDataset dev)
      throws IOException {
    OptimizerSettings optimizer =
        new OptimizerSettings(
            learningRate, headRate, layerDecay, weightDecay, maxGradientNorm, accumulation);
    double hidden = dropout == null ? start.config().hiddenDropout() : dropout;
    double attention =
        attentionDropout == null ? start.config().attentionDropout() : attentionDropout;
    try (TrainableClassifier trainable =
            DeviceOptions.models(configuration)
                .trainable(
                    start,
                    configuration.get(Settings.DTYPE),
                    new RegularisationSettings(hidden, attention, labelSmoothing),
                    optimizer,
                    seed);
        TrainingProgress progress = new TrainingProgress(shell.err())) {
      TaggingTraining.Settings settings =
          new TaggingTraining.Settings(epochs, batchSize, accumulation, warmup, seed);
      return new TaggingTraining(settings, trainable, labels, start.config().padTokenId(), progress)
          .run(rows, dev);
    }
  }

  private void report(TaggingTraining.Outcome outcome, double seconds) {
    if (!json) {
      TaggingTraining.Epoch best = outcome.epochs().get(outcome.bestEpoch() - 1);
      if (best.report() != null) {
        NerReportTable.print(shell.out(), best.report());
      }
      shell.out().printf("epoch %d of %d written to %s%n", outcome.bestEpoch(), epochs, out);
      return;
    }
    ObjectNode node = NerReportJson.JSON.createObjectNode();
    ArrayNode list = node.putArray("epochs");
    for (TaggingTraining.Epoch epoch : outcome.epochs()) {
      ObjectNode entry =
          list.addObject().put("epoch", epoch.epoch()).put("train_loss", epoch.trainLoss());
      if (epoch.report() != null) {
        entry.put("validation_loss", epoch.validationLoss());
        entry
            .put("precision", epoch.report().micro().precision())
            .put("recall", epoch.report().micro().recall());
        entry.put("f1", epoch.report().micro().f1()).put("accuracy", epoch.report().accuracy());
      }
    }
    node.put("best_epoch", outcome.bestEpoch()).put("steps", outcome.steps());
    node.put("tokens_per_second", outcome.tokens() / seconds)
        .put("seconds", seconds)
        .put("out", out.toString());
    shell.out().println(node);
  }

  private void checkOut() throws IOException {
    if (recase < 0 || recase > 0.5) {
      throw new UsageException("--recase %s: must be from 0 to 0.5".formatted(recase));
    }
    if (Files.exists(out) && !Files.isDirectory(out)) {
      throw new UsageException("--out %s is a file; name a folder".formatted(out));
    }
    Files.createDirectories(out);
  }
}
