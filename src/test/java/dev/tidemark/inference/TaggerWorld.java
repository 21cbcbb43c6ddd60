package dev.tidemark.inference;

import dev.tidemark.batch.BatchLimits;
import dev.tidemark.model.Dtype;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.span.Aggregation;
import dev.tidemark.testing.Seeds;
import dev.tidemark.testing.TinyBert;
import dev.tidemark.torch.HuggingFaceTokens;
import dev.tidemark.torch.TorchModels;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A tiny model with windows of at most 32 tokens, and texts for it. */
abstract class TaggerWorld {

  static final List<String> WORDS =
      List.of(
          "Ada", "Lovelace", "met", "Paris,", "in", "the", "U.S.", "été", "👩‍🚀", "東京", "O'Neill");
  static final int CONTENT = 30; // 32 less [CLS] and [SEP]

  final Random random = Seeds.random(getClass().getSimpleName());
  final Checkpoint checkpoint = TinyBert.ofSeed(4).checkpoint();
  final WatchedClassifier model = new WatchedClassifier();

  @BeforeEach
  void load() throws IOException {
    model.loaded = new TorchModels("cpu", 1).load(checkpoint, Dtype.FP32);
  }

  @AfterEach
  void unload() {
    model.close();
  }

  BatchingTagger tagger(TaggerSettings settings) {
    return new BatchingTagger(
        new ServedModel("tiny@1", model, HuggingFaceTokens.of(checkpoint)), settings);
  }

  static TaggerSettings settings(int requests, Duration linger) {
    return new TaggerSettings(
        Aggregation.SIMPLE, 512, 8, 2000, new BatchLimits(2048, requests, linger), 2, 100_000);
  }

  String text(int words) {
    List<String> chosen = new ArrayList<>();
    for (int i = 0; i < words; i++) {
      chosen.add(WORDS.get(random.nextInt(WORDS.size())));
    }
    return String.join(" ", chosen);
  }
}
