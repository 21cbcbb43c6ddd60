package dev.tidemark.app.train;

import dev.tidemark.app.cli.Bounds;
import dev.tidemark.app.cli.UsageException;
import dev.tidemark.training.data.LabelledSentence;
import dev.tidemark.training.data.TwoColumnFile;
import dev.tidemark.training.metrics.LabelScoring;
import dev.tidemark.training.metrics.SeqevalReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Cleans labels that nobody checked: keeps the sentences on whose entities the labels and a model
 * agree well enough, labels as they were.
 */
final class AgreeingSentences {

  @Option(
      names = "--agreeing",
      paramLabel = "FILE",
      description =
          "Write the sentences on which labels and model agree, as WORD<TAB>LABEL lines: a way to clean labels that"
              + " nobody checked.")
  @Nullable Path file;

  @Option(
      names = "--agreement",
      defaultValue = "0.5",
      paramLabel = "SHARE",
      description =
          "F1 of a sentence from which labels and model count as agreeing; no entity on either side is 1 (default:"
              + " ${DEFAULT-VALUE}).")
  double least = 0.5;

  /** Says what is wrong before the work starts. */
  void check() {
    Bounds.within("--agreement", least, 0, 1);
    Path folder = file == null ? null : file.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw new UsageException("--agreeing %s: there is no folder %s".formatted(file, folder));
    }
  }

  /** Those of the sentences that agree, in their order. */
  List<LabelledSentence> of(
      List<LabelledSentence> sentences, List<List<String>> predicted, LabelScoring scoring) {
    List<LabelledSentence> agreeing = new ArrayList<>();
    for (int i = 0; i < sentences.size(); i++) {
      LabelledSentence sentence = sentences.get(i);
      SeqevalReport one = scoring.score(List.of(sentence.labels()), List.of(predicted.get(i)));
      if (one.types().isEmpty() || one.micro().f1() >= least) {
        agreeing.add(sentence);
      }
    }
    return agreeing;
  }

  /** Writes them, if that was asked for. */
  void write(List<LabelledSentence> sentences, List<List<String>> predicted, LabelScoring scoring)
      throws IOException {
    Path to = file;
    if (to != null) {
      TwoColumnFile.write(to, of(sentences, predicted, scoring));
    }
  }
}
