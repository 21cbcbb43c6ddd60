package dev.tidemark.app.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.adaptation.drift.DriftDetector;
import dev.tidemark.adaptation.drift.DriftReading;
import dev.tidemark.adaptation.drift.DriftSettings;
import dev.tidemark.adaptation.drift.DriftSignal;
import dev.tidemark.app.Given;
import dev.tidemark.app.models.ModelFolder;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.tagger.DeviceOptions;
import dev.tidemark.app.tagger.LoadedTagger;
import dev.tidemark.inference.Tagging;
import dev.tidemark.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** News, and then film reviews, as the default model sees them: the drift point is known. */
@Tag("slow")
class DriftOnRealTextsTest {

  private static final int TEXTS = 150;

  @Test
  void filmReviewsAreNoNews() throws IOException {
    List<String> news = paragraphs(SharedData.require("data/text/wikinews.valid.txt"), 4 * TEXTS);
    List<String> reviews = paragraphs(SharedData.require("data/text/imdb.valid.txt"), TEXTS);
    Configuration settings = Given.nothing().with("tidemark.batch.max-tokens", 2048).settings();
    try (LoadedTagger tagger = LoadedTagger.load(settings)) {
      DriftDetector detector =
          new DriftDetector(
              new DriftSettings(TEXTS, 0.04, 0.25, 0.4),
              new ModelWordLoss(ModelFolder.DEFAULT, DeviceOptions.models(settings), settings),
              null);
      add(detector, tagger, news.subList(0, TEXTS)); // the baseline
      for (int window = 1; window < 4; window++) {
        add(detector, tagger, news.subList(window * TEXTS, (window + 1) * TEXTS));
        System.out.printf("news, window %d: %s%n", window, detector.readings());
        assertThat(detector.readings()).hasSize(3).noneMatch(DriftReading::drifting);
      }
      add(detector, tagger, reviews);
      System.out.printf("reviews: %s%n", detector.readings());
      assertThat(detector.readings())
          .filteredOn(DriftReading::drifting)
          .extracting(DriftReading::signal)
          .containsExactly(DriftSignal.TYPES, DriftSignal.WORDS);
      assertThat(detector.drift()).isPresent();
    }
  }

  /** Headlines left out; a review's beginning is enough. */
  private static List<String> paragraphs(Path file, int most) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> line.length() >= 120)
        .map(line -> line.substring(0, Math.min(600, line.length())))
        .limit(most)
        .toList();
  }

  private static void add(DriftDetector detector, LoadedTagger tagger, List<String> texts) {
    List<CompletableFuture<Tagging>> answers = new ArrayList<>();
    texts.forEach(text -> answers.add(tagger.submit(text)));
    tagger.hurry();
    for (int i = 0; i < texts.size(); i++) {
      var unused = detector.add(texts.get(i), answers.get(i).join().entities());
    }
  }
}
