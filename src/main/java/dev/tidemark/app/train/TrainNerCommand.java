package dev.tidemark.app.train;

import dev.tidemark.app.cli.Bounds;
import dev.tidemark.app.cli.Shell;
import dev.tidemark.app.models.ModelFolder;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.app.tagger.DeviceOptions;
import dev.tidemark.model.LabelSet;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.token.Tokenizer;
import dev.tidemark.torch.HuggingFaceTokens;
import dev.tidemark.training.Example;
import dev.tidemark.training.LabelAlignment;
import dev.tidemark.training.LabelInventory;
import dev.tidemark.training.LabelledSentences;
import dev.tidemark.training.TaggingDataset;
import dev.tidemark.training.TaggingScore;
import dev.tidemark.training.TrainableClassifier;
import dev.tidemark.training.data.LabelledSentence;
import dev.tidemark.training.loop.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Fine-tunes a token classifier on labelled words. */
@Command(
    name = "ner",
    description = {
      "Fine-tunes a Hugging Face checkpoint for token classification (named entities in any label scheme, or tags of"
          + " words such as parts of speech) and writes the result as one. The labels are those of the data."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  tidemark train ner --model bge-small-en-v1.5 --data train.tsv --data silver.tsv:0.3 \\",
      "      --validation dev.tsv --epochs 3 --learning-rate 8e-5 --out my-model",
      "  tidemark train ner --model hf://OWNER/NAME --data eng.train --column 4 --validation eng.testa --out my-model",
      "  tidemark train ner --model my-model --data corrected.jsonl --out better-model"
    })
final class TrainNerCommand implements Callable<Integer> {

  @Mixin TrainingOptions options = new TrainingOptions();

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE[:WEIGHT]",
      description =
          "Training data, WORD<TAB>LABEL a line and a blank line between sentences, or as --format says; may be given"
              + " several times, each with its weight in the loss.")
  List<String> data = List.of();

  @Mixin LabelledDataOptions reading = new LabelledDataOptions();

  @Option(
      names = "--validation",
      paramLabel = "FILE",
      description = "Measured after each epoch; the best epoch is kept. Without it the last is.")
  List<Path> validation = List.of();

  @Option(
      names = "--label-smoothing",
      defaultValue = "0",
      paramLabel = "SHARE",
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
    options.prepareOut();
    Bounds.lessThanAll("--label-smoothing", labelSmoothing);
    LabelledTrainingData.Variation variation =
        LabelledTrainingData.Variation.asked("--", join, recase, options.seed);
    Configuration settings = shell.configuration(device.flags());
    Checkpoint origin = ModelFolder.of(options.model, settings).read();
    LabelledTrainingData training = LabelledTrainingData.read(data, reading);
    List<LabelledSentence> held = reading.readAll(validation);
    TrainingSession<TaggingScore> session =
        new TrainingSession<>(
            shell, options, recipe(training), new TaggingTrainingReport(), TaggingScore.class);
    LabelSet labels = LabelInventory.of(training.sets());
    Checkpoint start =
        labels.equals(origin.config().labels()) ? origin : origin.withNewHead(labels, options.seed);
    if (casing && !start.config().casing()) {
      start = start.withCasing();
    }
    try (Tokenizer tokenizer = HuggingFaceTokens.of(start)) {
      if (maxLength != null) {
        Bounds.atLeast("--max-length", maxLength, tokenizer.special().count() + 1);
      }
      // 2. Words become rows of tokens.
      int limit =
          Math.min(
              start.config().maxPositions(), maxLength == null ? Integer.MAX_VALUE : maxLength);
      LabelAlignment alignment = new LabelAlignment(tokenizer, labels, limit);
      List<Example> rows = training.rows(variation, alignment);
      TaggingDataset dev = held.isEmpty() ? null : TaggingDataset.of(held, 1, alignment);
      // 3. Train, and write the best.
      fit(settings, session, start, labels, rows, dev);
    }
  }

  private Map<String, String> recipe(LabelledTrainingData training) throws IOException {
    Map<String, String> recipe = new TreeMap<>();
    training.addTo(recipe, "--data");
    RecipeFiles.addTo(recipe, "--validation", validation);
    recipe.put("--label-smoothing", Double.toString(labelSmoothing));
    recipe.put("--join", Integer.toString(join));
    recipe.put("--casing", Boolean.toString(casing));
    recipe.put("--recase", Double.toString(recase));
    recipe.put("--max-length", String.valueOf(maxLength));
    return recipe;
  }

  private void fit(
      Configuration settings,
      TrainingSession<TaggingScore> session,
      Checkpoint start,
      LabelSet labels,
      List<Example> rows,
      @Nullable TaggingDataset dev)
      throws IOException {
    int pad = start.config().padTokenId();
    try (TrainableClassifier model =
        DeviceOptions.models(settings)
            .trainable(session.start(start, settings.get(Settings.DTYPE), labelSmoothing))) {
      Supplier<TaggingScore> measurement =
          dev == null
              ? null
              : () -> TaggingScore.of(dev, labels, pad, options.batchSize, model::evaluate);
      Outcome<TaggingScore> outcome =
          session.run(
              model,
              start,
              new LabelledSentences(rows, options.batchSize, pad, options.seed),
              measurement);
      if (!options.json) {
        TaggingScore best = outcome.best().measured();
        if (best != null) {
          NerReportTable.print(shell.out(), best.report());
        }
        shell
            .out()
            .printf(
                "epoch %s of %d written to %s%n",
                TrainingProgress.passes(outcome.best().epoch()), options.epochs, options.out);
      }
    }
  }
}
