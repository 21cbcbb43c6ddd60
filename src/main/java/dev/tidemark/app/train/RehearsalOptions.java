package dev.tidemark.app.train;

import dev.tidemark.app.cli.Bounds;
import dev.tidemark.app.cli.UsageException;
import dev.tidemark.training.LabelAlignment;
import dev.tidemark.training.LabelledSentences;
import dev.tidemark.training.TaggingDataset;
import dev.tidemark.training.data.LabelledSentence;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a model goes on learning to tag while it learns text, so that it does not forget labels. */
final class RehearsalOptions {

  @Option(
      names = "--rehearse",
      paramLabel = "FILE[:WEIGHT]",
      description =
          "Labelled words (as for train ner) that the model's tagging head goes on learning from, a batch beside each"
              + " batch of text; may be given several times.")
  List<String> files = List.of();

  @Option(
      names = "--rehearse-validation",
      paramLabel = "FILE",
      description = "Labelled words on which tagging is watched meanwhile.")
  List<Path> validation = List.of();

  @Option(
      names = "--rehearse-batch",
      defaultValue = "16",
      paramLabel = "ROWS",
      description = "Labelled rows beside each batch of text (default: ${DEFAULT-VALUE}).")
  int batch;

  @Option(
      names = "--rehearse-recase",
      defaultValue = "0",
      paramLabel = "SHARE",
      description =
          "Share of labelled rows written in lower case, and as many in capitals (default: ${DEFAULT-VALUE}).")
  double recase;

  @Option(
      names = "--rehearse-join",
      defaultValue = "0",
      paramLabel = "WORDS",
      description =
          "Join neighbouring labelled sentences to rows of up to so many words, as train ner --join does, so that tagging"
              + " is rehearsed on long texts too; 0 for never (default: ${DEFAULT-VALUE}).")
  int join;

  /**
   * The files, read.
   *
   * @param watched null without validation data
   */
  record Material(
      LabelledTrainingData training, LabelledSentences tags, @Nullable TaggingDataset watched) {}

  boolean isAsked() {
    return !files.isEmpty();
  }

  /** Before anything is loaded. */
  void check() {
    Bounds.atLeast("--rehearse-batch", batch, 1);
    if (files.isEmpty() && !validation.isEmpty()) {
      throw new UsageException("--rehearse-validation has a meaning only with --rehearse");
    }
    LabelledTrainingData.Variation ignored = variation(0);
  }

  Material read(LabelledDataOptions reading, LabelAlignment alignment, int pad, long seed)
      throws IOException {
    LabelledTrainingData training = LabelledTrainingData.read(files, reading);
    LabelledSentences tags =
        new LabelledSentences(training.rows(variation(seed), alignment), batch, pad, seed);
    List<LabelledSentence> watched = reading.readAll(validation);
    return new Material(
        training, tags, watched.isEmpty() ? null : TaggingDataset.of(watched, 1, alignment));
  }

  private LabelledTrainingData.Variation variation(long seed) {
    return LabelledTrainingData.Variation.asked("--rehearse-", join, recase, seed);
  }

  /** Adds what decides the result, the files left out. */
  void addTo(Map<String, String> recipe) {
    recipe.put("--rehearse-batch", Integer.toString(batch));
    recipe.put("--rehearse-join", Integer.toString(join));
    recipe.put("--rehearse-recase", Double.toString(recase));
  }
}
