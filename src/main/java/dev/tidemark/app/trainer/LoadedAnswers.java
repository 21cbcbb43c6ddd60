package dev.tidemark.app.trainer;

import dev.tidemark.adaptation.guard.AnswerComparison;
import dev.tidemark.app.guard.Answers;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.app.tagger.LoadedTagger;
import dev.tidemark.batch.BatchLimits;
import dev.tidemark.inference.BatchingTagger;
import dev.tidemark.inference.ServedModel;
import dev.tidemark.inference.Tagging;
import dev.tidemark.inference.UntaggableTextException;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.text.LabelledSpan;
import dev.tidemark.torch.HuggingFaceTokens;
import dev.tidemark.torch.TorchModels;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A checkpoint that answers as it does on the stream, for the trainer's own questions: nothing is
 * measured beforehand, and it fills no masks.
 */
record LoadedAnswers(BatchingTagger tagger, ServedModel model) implements Answers {

  private static final int BATCH_TOKENS = 2048;

  static LoadedAnswers of(
      String version, Checkpoint checkpoint, TorchModels models, Configuration settings)
      throws IOException {
    ServedModel model =
        new ServedModel(
            version,
            models.load(checkpoint, settings.get(Settings.DTYPE)),
            HuggingFaceTokens.of(checkpoint),
            null);
    BatchLimits limits =
        new BatchLimits(
            Math.max(BATCH_TOKENS, settings.get(Settings.WINDOW_TOKENS)),
            settings.get(Settings.BATCH_MAX_REQUESTS),
            Duration.ofMillis(5));
    return new LoadedAnswers(
        new BatchingTagger(model, LoadedTagger.tagging(settings, limits, models.workers())), model);
  }

  @Override
  public List<List<LabelledSpan>> of(List<String> texts) throws IOException {
    List<CompletableFuture<Tagging>> open = texts.stream().map(tagger::submit).toList();
    tagger.hurry();
    List<List<LabelledSpan>> answers = new ArrayList<>();
    for (CompletableFuture<Tagging> answer : open) {
      try {
        answers.add(AnswerComparison.places(answer.join().entities()));
      } catch (CompletionException e) {
        if (!(e.getCause() instanceof UntaggableTextException)) {
          throw new IOException(model.version() + " does not answer: " + e.getCause(), e);
        }
        answers.add(List.of()); // a dead letter on the stream
      }
    }
    return answers;
  }

  @Override
  public void close() {
    tagger.close();
    model.close();
  }
}
