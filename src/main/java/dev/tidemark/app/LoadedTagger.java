package dev.tidemark.app;

import dev.tidemark.app.cli.UsageException;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.batch.BatchLimits;
import dev.tidemark.inference.BatchingTagger;
import dev.tidemark.inference.BudgetTrial;
import dev.tidemark.inference.ServedModel;
import dev.tidemark.inference.TaggerMetrics;
import dev.tidemark.inference.TaggerSettings;
import dev.tidemark.inference.Tagging;
import dev.tidemark.inference.VersionedTagger;
import dev.tidemark.model.Dtype;
import dev.tidemark.model.TokenClassifier;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.text.FillOptions;
import dev.tidemark.torch.HuggingFaceTokens;
import dev.tidemark.torch.TorchModels;
import dev.tidemark.torch.TorchTokenClassifier;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The model that the settings name, loaded and running.
 *
 * @param tagger hands texts to it
 * @param model closed after the tagger
 * @param filler the model that fills masks where that is another one
 * @param device where it runs, with its number format, for people
 * @param workers batches it computes at a time
 * @param limits of a batch, as set or measured
 */
record LoadedTagger(
    BatchingTagger tagger,
    ServedModel model,
    @Nullable LoadedFiller filler,
    String device,
    int workers,
    BatchLimits limits)
    implements VersionedTagger {

  /**
   * Batches' worth of tokens that may wait for each worker: what there is to choose texts of like
   * length from, so that little is padded. All of it is tagged before a commit ends, so it must be
   * seconds of work.
   */
  private static final int QUEUED_BATCHES = 32;

  static LoadedTagger load(Configuration settings) throws IOException {
    return load(settings, settings.get(Settings.MODEL_NER));
  }

  /** One that finds entities by another model than the settings name. */
  static LoadedTagger load(Configuration settings, String model) throws IOException {
    return load(settings, model, TaggerMetrics.NONE);
  }

  /** One that tells of what it does. */
  static LoadedTagger load(Configuration settings, String model, TaggerMetrics metrics)
      throws IOException {
    ModelFolder folder = ModelFolder.of(model, settings);
    Checkpoint checkpoint = folder.read();
    HuggingFaceTokens tokens = HuggingFaceTokens.of(checkpoint);
    FillMaskChoice fill = FillMaskChoice.of(settings, folder, checkpoint, tokens);
    TorchModels models = DeviceOptions.serving(settings);
    Dtype dtype = settings.get(Settings.DTYPE);
    TorchTokenClassifier classifier =
        fill.isSecondHead()
            ? models.loadTwoHeads(checkpoint, dtype)
            : models.load(checkpoint, dtype);
    ServedModel served =
        new ServedModel(
            folder.version(),
            classifier,
            tokens,
            fill.isSecondHead() ? tokens.vocabulary(checkpoint) : null);
    LoadedFiller filler = null;
    try {
      String device = models.device() + " " + classifier.compute().name().toLowerCase(Locale.ROOT);
      TaggerSettings tagging = tagging(settings, models, classifier);
      if (fill.other() != null) {
        filler = LoadedFiller.load(fill.other(), settings, models, tagging.limits());
      }
      return new LoadedTagger(
          new BatchingTagger(served, tagging, filler == null ? null : filler.filler(), metrics),
          served,
          filler,
          device,
          tagging.workers(),
          tagging.limits());
    } catch (IllegalArgumentException e) {
      served.close();
      if (filler != null) {
        filler.close();
      }
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private static TaggerSettings tagging(
      Configuration settings, TorchModels models, TokenClassifier classifier) {
    BudgetTrial.Choice batch = batch(settings, models, classifier);
    BatchLimits limits =
        new BatchLimits(
            batch.budget(),
            settings.get(Settings.BATCH_MAX_REQUESTS),
            batch.overheadTokens(),
            settings.get(Settings.BATCH_LINGER));
    return tagging(settings, limits, models.workers());
  }

  static TaggerSettings tagging(Configuration settings, BatchLimits limits, int workers) {
    return new TaggerSettings(
        settings.get(Settings.AGGREGATION),
        settings.get(Settings.WINDOW_TOKENS),
        settings.get(Settings.WINDOW_STRIDE),
        settings.get(Settings.TEXT_MAX_TOKENS),
        limits,
        workers,
        (long) QUEUED_BATCHES * workers * limits.maxTokens(),
        settings.get(Settings.FILL_MASK_TOP_K));
  }

  private static BudgetTrial.Choice batch(
      Configuration settings, TorchModels models, TokenClassifier classifier) {
    int budget = settings.get(Settings.BATCH_MAX_TOKENS);
    int window = Math.min(settings.get(Settings.WINDOW_TOKENS), classifier.maxTokens());
    List<Integer> budgets =
        (budget > 0 ? List.of(budget) : models.tokenBudgets())
            .stream().map(tokens -> Math.max(tokens, window)).distinct().toList();
    return new BudgetTrial(classifier, models.workers(), System::nanoTime).smallestFast(budgets);
  }

  /** What runs, for people. */
  String versions() {
    return filler == null
        ? model.version()
        : "%s, with %s for masks,".formatted(model.version(), filler.model().version());
  }

  @Override
  public String version() {
    return model.version();
  }

  @Override
  public boolean isAlive() {
    return tagger.isAlive();
  }

  @Override
  public CompletableFuture<Tagging> submit(String text) {
    return tagger.submit(text);
  }

  @Override
  public CompletableFuture<Tagging> submit(String text, FillOptions options) {
    return tagger.submit(text, options);
  }

  @Override
  public void hurry() {
    tagger.hurry();
  }

  @Override
  public void close() {
    tagger.close();
    model.close();
    if (filler != null) {
      filler.close();
    }
  }
}
