package dev.tidemark.app.train;

import dev.tidemark.app.cli.Shell;
import dev.tidemark.app.models.ModelFolder;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.app.tagger.DeviceOptions;
import dev.tidemark.model.Dtype;
import dev.tidemark.model.LabelSet;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.token.Tokenizer;
import dev.tidemark.torch.HuggingFaceTokens;
import dev.tidemark.training.LabelAlignment;
import dev.tidemark.training.TaggingDataset;
import dev.tidemark.training.TaggingScore;
import dev.tidemark.training.joint.JointCurriculum;
import dev.tidemark.training.joint.JointScore;
import dev.tidemark.training.joint.TrainableJoint;
import dev.tidemark.training.masking.Chunk;
import dev.tidemark.training.masking.MaskedRow;
import dev.tidemark.training.masking.MaskedText;
import dev.tidemark.training.masking.Masking;
import dev.tidemark.training.masking.Perplexity;
import dev.tidemark.training.masking.TrainableMaskedLm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains a masked language model on running text. */
@Command(
    name = "mlm",
    description = {
      "Trains a Hugging Face checkpoint as a masked language model on running text (domain adaptation), and writes the"
          + " result as one. A checkpoint without such a head is given one, tied to its embeddings.",
      "With --rehearse, a checkpoint that also tags goes on learning labels beside, so that it does not forget them: one"
          + " encoder, two heads."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  tidemark train mlm --model bge-small-en-v1.5 --data reviews.txt.gz --validation held-out.txt --epochs 1 --out"
          + " my-model",
      "  tidemark train mlm --model default --data news.txt --rehearse ner.tsv --out news-both"
    })
final class TrainMlmCommand implements Callable<Integer> {

  /** Other than any a user is likely to choose for the training: frozen masks are not learnt. */
  private static final long FROZEN_SEED = 20_240_229;

  @Mixin TrainingOptions options = new TrainingOptions();

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE",
      description = "Text, one paragraph a line, UTF-8, .gz unpacked; may be given several times.")
  List<Path> data = List.of();

  @Option(
      names = "--validation",
      paramLabel = "FILE",
      description =
          "Measured before, and after each epoch, with frozen masks; the best epoch is kept. Without it the last is.")
  List<Path> validation = List.of();

  @Mixin RehearsalOptions rehearsal = new RehearsalOptions();
  @Mixin LabelledDataOptions reading = new LabelledDataOptions();
  @Mixin MaskingOptions masking = new MaskingOptions();
  @Mixin DeviceOptions device = new DeviceOptions();

  private final Shell shell;

  TrainMlmCommand(Shell shell) {
    this.shell = shell;
  }

  /**
   * What both ways of training need.
   *
   * @param held rows with frozen masks; null without validation data
   */
  private record Work(
      Configuration settings,
      Checkpoint start,
      Tokenizer tokenizer,
      MaskedText text,
      @Nullable List<MaskedRow> held) {

    Dtype dtype() {
      return settings.get(Settings.DTYPE);
    }

    int pad() {
      return start.config().padTokenId();
    }
  }

  @Override
  public Integer call() throws IOException {
    // 1. Everything that can be wrong is found before the work starts.
    options.prepareOut();
    rehearsal.check();
    Configuration settings = shell.configuration(device.flags());
    Checkpoint origin = ModelFolder.of(options.model, settings).read();
    Checkpoint start = origin.hasWordHead() ? origin : origin.withNewWordHead(options.seed);
    try (Tokenizer tokenizer = HuggingFaceTokens.of(start)) {
      // 2. Text becomes chunks, and what is measured is masked once and for all.
      Masking how = masking.masking(start, tokenizer);
      List<Chunk> chunks = masking.chunks(data, start, tokenizer);
      MaskedText text =
          new MaskedText(chunks, how, options.batchSize, start.config().padTokenId(), options.seed);
      List<MaskedRow> held =
          validation.isEmpty()
              ? null
              : how.frozen(masking.chunks(validation, start, tokenizer), FROZEN_SEED);
      Work work = new Work(settings, start, tokenizer, text, held);
      // 3. Train, and write the best.
      if (rehearsal.isAsked()) {
        trainBoth(work);
      } else {
        trainWords(work);
      }
    }
    return 0;
  }

  private void trainWords(Work work) throws IOException {
    TrainingSession<Perplexity> session =
        new TrainingSession<>(
            shell, options, recipe(Map.of()), new MaskedLmReport(), Perplexity.class);
    try (TrainableMaskedLm model =
        DeviceOptions.models(work.settings)
            .trainableMaskedLm(session.start(work.start, work.dtype(), 0))) {
      List<MaskedRow> held = work.held;
      Supplier<Perplexity> measurement =
          held == null
              ? null
              : () -> Perplexity.of(held, options.batchSize, work.pad(), model::evaluate);
      if (!options.resume && measurement != null) {
        tell("before", measurement.get());
      }
      tell("after", session.run(model, work.start, work.text, measurement).best().measured());
    }
  }

  private void trainBoth(Work work) throws IOException {
    LabelSet labels = work.start.requireLabels();
    LabelAlignment alignment =
        new LabelAlignment(work.tokenizer, labels, work.start.config().maxPositions());
    RehearsalOptions.Material labelled =
        rehearsal.read(reading, alignment, work.pad(), options.seed);
    Map<String, String> more = new TreeMap<>();
    labelled.training().addTo(more, "--rehearse");
    TrainingSession<JointScore> session =
        new TrainingSession<>(shell, options, recipe(more), new JointReport(), JointScore.class);
    try (TrainableJoint model =
        DeviceOptions.models(work.settings)
            .trainableJoint(session.start(work.start, work.dtype(), 0))) {
      List<MaskedRow> held = work.held;
      Supplier<JointScore> measurement =
          held == null ? null : () -> measure(model, held, labelled.watched(), labels, work.pad());
      if (!options.resume && measurement != null) {
        tell("before", measurement.get().words());
      }
      JointScore after =
          session
              .run(model, work.start, new JointCurriculum(work.text, labelled.tags()), measurement)
              .best()
              .measured();
      tell("after", after == null ? null : after.words());
    }
  }

  private JointScore measure(
      TrainableJoint model,
      List<MaskedRow> held,
      @Nullable TaggingDataset dev,
      LabelSet labels,
      int pad) {
    Perplexity words = Perplexity.of(held, options.batchSize, pad, model::evaluateWords);
    TaggingScore tags =
        dev == null
            ? null
            : TaggingScore.of(dev, labels, pad, options.batchSize, model::evaluateTags);
    return new JointScore(words, tags);
  }

  private void tell(String when, @Nullable Perplexity measured) {
    if (measured != null) {
      (options.json ? shell.err() : shell.out())
          .printf(
              Locale.ROOT,
              "perplexity %s: %.2f (%d masked tokens; top-1 %.4f, top-5 %.4f)%n",
              when,
              measured.perplexity(),
              measured.maskedTokens(),
              measured.top1(),
              measured.top5());
    }
  }

  private Map<String, String> recipe(Map<String, String> more) throws IOException {
    Map<String, String> recipe = new TreeMap<>(more);
    RecipeFiles.addTo(recipe, "--data", data);
    RecipeFiles.addTo(recipe, "--validation", validation);
    recipe.put("--masking", masking.kind.toString());
    recipe.put("--mask-share", String.valueOf(masking.share));
    recipe.put("--chunk", Integer.toString(masking.chunk));
    rehearsal.addTo(recipe);
    return recipe;
  }
}
