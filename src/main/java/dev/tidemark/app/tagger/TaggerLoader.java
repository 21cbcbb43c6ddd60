package dev.tidemark.app.tagger;

import dev.tidemark.app.cli.UsageException;
import dev.tidemark.app.models.ModelFolder;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.batch.BatchLimits;
import dev.tidemark.inference.BatchingTagger;
import dev.tidemark.inference.BudgetTrial;
import dev.tidemark.inference.ServedModel;
import dev.tidemark.inference.TaggerMetrics;
import dev.tidemark.inference.TaggerSettings;
import dev.tidemark.model.Dtype;
import dev.tidemark.model.TokenBatch;
import dev.tidemark.model.TokenClassifier;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.torch.HuggingFaceTokens;
import dev.tidemark.torch.TorchModels;
import dev.tidemark.torch.TorchTokenClassifier;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Brings models to life, one after another. What was measured for the first of a kind, its number
 * format, its batch size and that its longest rows fit, holds for the next: while a model is
 * swapped another one serves, and a trial would take the processor from it for as long as all the
 * rest of a swap.
 *
 * <p>Threading notes: one thread at a time.
 */
public final class TaggerLoader {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Configuration settings;
  private final TaggerMetrics metrics;
  private final TorchModels models;
  private final Map<String, BudgetTrial.Choice> batches = new HashMap<>();
  private SwapTimes last = new SwapTimes(0, 0, 0, 0, 0);

  /**
   * @param metrics told by every model that is loaded
   */
  public TaggerLoader(Configuration settings, TaggerMetrics metrics) {
    this.settings = settings;
    this.metrics = metrics;
    this.models = DeviceOptions.serving(settings);
  }

  /** One that finds entities by this model. */
  public LoadedTagger load(String model) throws IOException {
    long began = System.nanoTime();
    long cpuBegan = THREADS.getCurrentThreadCpuTime();
    ModelFolder folder = ModelFolder.of(model, settings);
    long fetched = System.nanoTime();
    long cpuFetched = THREADS.getCurrentThreadCpuTime();
    LoadedTagger loaded = load(folder);
    last =
        new SwapTimes(
            (fetched - began) / 1e9,
            (System.nanoTime() - fetched) / 1e9,
            0,
            (cpuFetched - cpuBegan) / 1e9,
            (THREADS.getCurrentThreadCpuTime() - cpuFetched) / 1e9);
    return loaded;
  }

  /** Where the time of the last load went, with what its trial took. */
  public SwapTimes lastTimes(double trialSeconds) {
    return new SwapTimes(last.fetch(), last.load(), trialSeconds, last.fetchCpu(), last.loadCpu());
  }

  private LoadedTagger load(ModelFolder folder) throws IOException {
    Checkpoint checkpoint = folder.read();
    HuggingFaceTokens tokens = HuggingFaceTokens.of(checkpoint);
    FillMaskChoice fill = FillMaskChoice.of(settings, folder, checkpoint, tokens);
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
      TaggerSettings tagging = tagging(TorchModels.kind(checkpoint), classifier);
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
    } catch (RuntimeException e) {
      served.close();
      if (filler != null) {
        filler.close();
      }
      throw e instanceof IllegalArgumentException
          ? new UsageException(String.valueOf(e.getMessage()), e)
          : e;
    }
  }

  private TaggerSettings tagging(String kind, TokenClassifier classifier) {
    BudgetTrial.Choice batch = batches.computeIfAbsent(kind, its -> batch(classifier));
    BatchLimits limits =
        new BatchLimits(
            batch.budget(),
            settings.get(Settings.BATCH_MAX_REQUESTS),
            batch.overheadTokens(),
            settings.get(Settings.BATCH_LINGER));
    return LoadedTagger.tagging(settings, limits, models.workers());
  }

  private BudgetTrial.Choice batch(TokenClassifier classifier) {
    int budget = settings.get(Settings.BATCH_MAX_TOKENS);
    int window = Math.min(settings.get(Settings.WINDOW_TOKENS), classifier.maxTokens());
    // The longest row there is, before anything is measured: it must fit.
    classifier.classify(new TokenBatch(window, new int[window], new int[] {window}));
    List<Integer> budgets =
        (budget > 0 ? List.of(budget) : models.tokenBudgets())
            .stream().map(tokens -> Math.max(tokens, window)).distinct().toList();
    return new BudgetTrial(classifier, models.workers(), System::nanoTime).smallestFast(budgets);
  }
}
