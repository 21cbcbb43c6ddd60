package dev.tidemark.app.tagger;

import dev.tidemark.app.cli.UsageException;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.batch.BatchLimits;
import dev.tidemark.inference.BatchingFiller;
import dev.tidemark.inference.ServedFiller;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.torch.HuggingFaceTokens;
import dev.tidemark.torch.TorchMaskFiller;
import dev.tidemark.torch.TorchModels;
import java.io.IOException;

/**
 * A model that fills masks, loaded and running.
 *
 * @param filler hands texts to it
 * @param model closed after the filler
 */
record LoadedFiller(BatchingFiller filler, ServedFiller model) implements AutoCloseable {

  /** On its own it is not measured: those who fill masks by hand would wait longer for that. */
  private static final int BATCH_TOKENS = 1024;

  /** Without a tagger beside it. */
  static LoadedFiller load(Configuration settings) throws IOException {
    FillMaskChoice.Other choice = FillMaskChoice.alone(settings);
    TorchModels models = DeviceOptions.serving(settings);
    int budget = settings.get(Settings.BATCH_MAX_TOKENS);
    BatchLimits limits =
        new BatchLimits(
            budget > 0 ? budget : BATCH_TOKENS,
            settings.get(Settings.BATCH_MAX_REQUESTS),
            BatchLimits.USUAL_OVERHEAD,
            settings.get(Settings.BATCH_LINGER));
    try {
      return load(choice, settings, models, limits);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * On a device.
   *
   * @param limits of its batches; a full window always fits
   * @throws IllegalArgumentException when the settings do not suit the model
   */
  static LoadedFiller load(
      FillMaskChoice.Other choice, Configuration settings, TorchModels models, BatchLimits limits)
      throws IOException {
    Checkpoint checkpoint = choice.checkpoint();
    TorchMaskFiller filler = models.loadMaskFiller(checkpoint, settings.get(Settings.DTYPE));
    HuggingFaceTokens tokens = HuggingFaceTokens.of(checkpoint);
    try {
      ServedFiller served =
          new ServedFiller(
              choice.folder().version(), filler, tokens, tokens.vocabulary(checkpoint));
      int window = Math.min(settings.get(Settings.WINDOW_TOKENS), filler.maxTokens());
      BatchLimits roomy =
          new BatchLimits(
              Math.max(limits.maxTokens(), window),
              limits.maxRequests(),
              limits.overheadTokens(),
              limits.linger());
      return new LoadedFiller(
          new BatchingFiller(served, LoadedTagger.tagging(settings, roomy, models.workers())),
          served);
    } catch (IllegalArgumentException e) {
      tokens.close();
      filler.close();
      throw e;
    }
  }

  /** Also closes the filler; once more does no harm where a tagger has closed it. */
  @Override
  public void close() {
    filler.close();
    model.close();
  }
}
