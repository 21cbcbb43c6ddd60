package dev.tidemark.app.train;

import dev.tidemark.app.cli.UsageException;
import dev.tidemark.model.LabelScheme;
import dev.tidemark.training.data.DataFormat;
import dev.tidemark.training.data.LabelledDataReader;
import dev.tidemark.training.data.LabelledSentence;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How files of labelled words are to be read: for every command that takes some. */
public final class LabelledDataOptions {

  private static final String AUTO = "auto";

  /** What the schemes are called elsewhere. */
  private static final Map<String, LabelScheme> OTHER_NAMES =
      Map.of("iob2", LabelScheme.BIO, "iobes", LabelScheme.BIOES);

  @Option(
      names = "--format",
      defaultValue = AUTO,
      paramLabel = "FORMAT",
      description =
          "tsv (WORD<TAB>LABEL), conll (columns), jsonl (spans or tokens), or auto: jsonl by the name"
              + " *.jsonl or *.jsonl.gz, conll with --column, else tsv (default: ${DEFAULT-VALUE}).")
  DataFormat format = DataFormat.AUTO;

  @Option(
      names = "--column",
      paramLabel = "N",
      description =
          "Column of the labels in CoNLL files: from 1, or from -1 counted from the last (default:"
              + " -1).")
  @Nullable Integer column;

  @Option(
      names = "--word-column",
      defaultValue = "1",
      paramLabel = "N",
      description =
          "Column of the words in CoNLL files; 2 for CoNLL-U (default: ${DEFAULT-VALUE}).")
  int wordColumn = 1;

  @Option(
      names = "--scheme",
      defaultValue = AUTO,
      paramLabel = "HOW",
      description =
          "Scheme of the labels: bio, iob1, ioe1, ioe2, bioes, bilou, none (tags of words, such as"
              + " parts of speech), or auto: found out for each file (default: ${DEFAULT-VALUE}).")
  String scheme = AUTO;

  @Option(
      names = "--label-names",
      split = ",",
      paramLabel = "LABEL",
      description =
          "What numbers stand for where a JSON file has numbers for labels, from 0:"
              + " O,B-PER,I-PER.")
  List<String> labelNames = List.of();

  /**
   * The sentences of a file. IOB1 arrives as BIO and IOE1 as IOE2, see {@link LabelledDataReader}.
   *
   * @throws UsageException when the options contradict each other
   */
  public List<LabelledSentence> read(Path file) throws IOException {
    return reader().read(file);
  }

  /** Those of several files, one after another. */
  public List<LabelledSentence> readAll(List<Path> files) throws IOException {
    List<LabelledSentence> sentences = new ArrayList<>();
    for (Path file : files) {
      sentences.addAll(read(file));
    }
    return sentences;
  }

  /** The scheme of what {@link #read} returned. */
  LabelScheme schemeOf(Collection<LabelledSentence> sentences) {
    return areTags() ? LabelScheme.NONE : LabelledDataReader.schemeOf(sentences);
  }

  /** Whether labels were declared to be tags of words, whatever they look like. */
  boolean areTags() {
    return scheme() == LabelScheme.NONE;
  }

  private LabelledDataReader reader() {
    try {
      return new LabelledDataReader(format, column, wordColumn, scheme(), labelNames);
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "--column, --word-column, --format: " + String.valueOf(e.getMessage()), e);
    }
  }

  /** Null to find out. */
  private @Nullable LabelScheme scheme() {
    String name = scheme.toLowerCase(Locale.ROOT);
    if (name.equals(AUTO)) {
      return null;
    }
    return Arrays.stream(LabelScheme.values())
        .filter(each -> each.toString().equals(name) || each == OTHER_NAMES.get(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "--scheme %s: must be one of auto, %s"
                        .formatted(
                            scheme,
                            String.join(
                                ", ",
                                Arrays.stream(LabelScheme.values())
                                    .map(LabelScheme::toString)
                                    .toList()))));
  }
}
