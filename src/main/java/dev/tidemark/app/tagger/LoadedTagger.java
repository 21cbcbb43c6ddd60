package dev.tidemark.app.tagger;

import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.batch.BatchLimits;
import dev.tidemark.inference.BatchingTagger;
import dev.tidemark.inference.ServedModel;
import dev.tidemark.inference.TaggerMetrics;
import dev.tidemark.inference.TaggerSettings;
import dev.tidemark.inference.Tagging;
import dev.tidemark.inference.VersionedTagger;
import dev.tidemark.text.FillOptions;
import java.io.IOException;
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
public record LoadedTagger(
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

  public static LoadedTagger load(Configuration settings) throws IOException {
    return load(settings, settings.get(Settings.MODEL_NER));
  }

  /** One that finds entities by another model than the settings name. */
  static LoadedTagger load(Configuration settings, String model) throws IOException {
    return load(settings, model, TaggerMetrics.NONE);
  }

  /** One that tells of what it does. */
  static LoadedTagger load(Configuration settings, String model, TaggerMetrics metrics)
      throws IOException {
    return new TaggerLoader(settings, metrics).load(model);
  }

  public static TaggerSettings tagging(Configuration settings, BatchLimits limits, int workers) {
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

  /** What runs, for people. */
  public String versions() {
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
