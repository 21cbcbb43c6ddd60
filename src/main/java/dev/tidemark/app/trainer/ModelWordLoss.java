package dev.tidemark.app.trainer;

import dev.tidemark.adaptation.drift.WordLoss;
import dev.tidemark.app.models.ModelFolder;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.token.MaskToken;
import dev.tidemark.model.token.Tokenizer;
import dev.tidemark.torch.HuggingFaceTokens;
import dev.tidemark.torch.TorchModels;
import dev.tidemark.training.TrainingStart;
import dev.tidemark.training.masking.Chunks;
import dev.tidemark.training.masking.MaskedRow;
import dev.tidemark.training.masking.Masking;
import dev.tidemark.training.masking.Perplexity;
import dev.tidemark.training.masking.TrainableMaskedLm;
import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model's loss on hidden words, as {@code eval mlm} measures it. The model is loaded for each
 * measurement: there are minutes between two.
 *
 * @param model as the alias names it
 */
record ModelWordLoss(String model, TorchModels models, Configuration settings) implements WordLoss {

  private static final int CHUNK = 128;
  private static final int BATCH = 16;
  private static final long SEED = 42;
  private static final Logger LOG = LoggerFactory.getLogger(ModelWordLoss.class);

  @Override
  public OptionalDouble of(List<String> texts) {
    try {
      Checkpoint checkpoint = ModelFolder.of(model, settings).read();
      return checkpoint.hasWordHead() ? measured(checkpoint, texts) : OptionalDouble.empty();
    } catch (IOException | RuntimeException e) {
      LOG.warn("how well {} guesses words cannot be measured ({})", model, e.getMessage());
      return OptionalDouble.empty();
    }
  }

  private OptionalDouble measured(Checkpoint checkpoint, List<String> texts) throws IOException {
    TrainingStart start = TrainingStart.measuring(checkpoint, settings.get(Settings.DTYPE));
    try (Tokenizer tokenizer = HuggingFaceTokens.of(checkpoint)) {
      MaskToken mask = tokenizer.mask();
      if (mask == null) {
        return OptionalDouble.empty();
      }
      int chunk = Math.min(CHUNK, checkpoint.config().maxPositions());
      List<MaskedRow> rows =
          Masking.usual(Masking.Kind.RANDOM, mask.id(), checkpoint.config().vocabSize())
              .frozen(Chunks.of(texts, tokenizer, chunk), SEED);
      try (TrainableMaskedLm measured = models.trainableMaskedLm(start)) {
        return OptionalDouble.of(
            Perplexity.of(rows, BATCH, checkpoint.config().padTokenId(), measured::evaluate)
                .loss());
      }
    }
  }
}
