package dev.tidemark.app;

import dev.tidemark.app.cli.UsageException;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.batch.BatchLimits;
import dev.tidemark.inference.BatchingTagger;
import dev.tidemark.inference.ServedModel;
import dev.tidemark.inference.TaggerSettings;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.torch.HuggingFaceTokens;
import dev.tidemark.torch.TorchModels;
import java.io.IOException;
import java.util.Locale;

/**
 * The model that the settings name, loaded and running.
 *
 * @param tagger hands texts to it
 * @param model closed after the tagger
 * @param device where it runs, with its number format, for people
 */
record LoadedTagger(BatchingTagger tagger, ServedModel model, String device)
    implements AutoCloseable {

  /** Batches' worth of requests that may wait for the device. */
  private static final int QUEUED_BATCHES = 8;

  static LoadedTagger load(Configuration settings) throws IOException {
    ModelFolder folder = ModelFolder.of(settings.get(Settings.MODEL_NER));
    Checkpoint checkpoint = folder.read();
    TorchModels models = DeviceOptions.models(settings);
    var classifier = models.load(checkpoint, settings.get(Settings.DTYPE));
    ServedModel served =
        new ServedModel(folder.version(), classifier, HuggingFaceTokens.of(checkpoint));
    try {
      String device = models.device() + " " + classifier.compute().name().toLowerCase(Locale.ROOT);
      return new LoadedTagger(new BatchingTagger(served, tagging(settings)), served, device);
    } catch (IllegalArgumentException e) {
      served.close();
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private static TaggerSettings tagging(Configuration settings) {
    int requests = settings.get(Settings.BATCH_MAX_REQUESTS);
    BatchLimits limits =
        new BatchLimits(
            settings.get(Settings.BATCH_MAX_TOKENS), requests, settings.get(Settings.BATCH_LINGER));
    return new TaggerSettings(
        settings.get(Settings.AGGREGATION),
        settings.get(Settings.WINDOW_TOKENS),
        settings.get(Settings.WINDOW_STRIDE),
        settings.get(Settings.TEXT_MAX_TOKENS),
        limits,
        QUEUED_BATCHES * requests);
  }

  @Override
  public void close() {
    tagger.close();
    model.close();
  }
}
