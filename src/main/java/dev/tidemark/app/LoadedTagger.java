package dev.tidemark.app;

import dev.tidemark.app.cli.UsageException;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.batch.BatchLimits;
import dev.tidemark.inference.BatchingTagger;
import dev.tidemark.inference.BudgetTrial;
import dev.tidemark.inference.ServedModel;
import dev.tidemark.inference.TaggerSettings;
import dev.tidemark.model.TokenClassifier;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.torch.HuggingFaceTokens;
import dev.tidemark.torch.TorchModels;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * The model that the settings name, loaded and running.
 *
 * @param tagger hands texts to it
 * @param model closed after the tagger
 * @param device where it runs, with its number format, for people
 * @param workers batches it computes at a time
 * @param limits of a batch, as set or measured
 */
record LoadedTagger(
    BatchingTagger tagger, ServedModel model, String device, int workers, BatchLimits limits)
    implements AutoCloseable {

  /**
   * Batches' worth of tokens that may wait for each worker: what there is to choose texts of like
   * length from, so that little is padded. All of it is tagged before a commit ends, so it must be
   * seconds of work.
   */
  private static final int QUEUED_BATCHES = 32;

  static LoadedTagger load(Configuration settings) throws IOException {
    ModelFolder folder = ModelFolder.of(settings.get(Settings.MODEL_NER), settings);
    Checkpoint checkpoint = folder.read();
    TorchModels models = DeviceOptions.serving(settings);
    var classifier = models.load(checkpoint, settings.get(Settings.DTYPE));
    ServedModel served =
        new ServedModel(folder.version(), classifier, HuggingFaceTokens.of(checkpoint));
    try {
      String device = models.device() + " " + classifier.compute().name().toLowerCase(Locale.ROOT);
      TaggerSettings tagging = tagging(settings, models, classifier);
      return new LoadedTagger(
          new BatchingTagger(served, tagging), served, device, tagging.workers(), tagging.limits());
    } catch (IllegalArgumentException e) {
      served.close();
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
    return new TaggerSettings(
        settings.get(Settings.AGGREGATION),
        settings.get(Settings.WINDOW_TOKENS),
        settings.get(Settings.WINDOW_STRIDE),
        settings.get(Settings.TEXT_MAX_TOKENS),
        limits,
        models.workers(),
        (long) QUEUED_BATCHES * models.workers() * batch.budget());
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

  @Override
  public void close() {
    tagger.close();
    model.close();
  }
}
