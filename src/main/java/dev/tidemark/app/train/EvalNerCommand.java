package dev.tidemark.app.train;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemark.app.cli.Bounds;
import dev.tidemark.app.cli.Json;
import dev.tidemark.app.cli.Shell;
import dev.tidemark.app.cli.UsageException;
import dev.tidemark.app.models.ModelFolder;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.app.tagger.DeviceOptions;
import dev.tidemark.model.LabelProbabilities;
import dev.tidemark.model.LabelScheme;
import dev.tidemark.model.LabelSet;
import dev.tidemark.model.TokenClassifier;
import dev.tidemark.model.checkpoint.Checkpoint;
import dev.tidemark.model.token.Tokenizer;
import dev.tidemark.torch.HuggingFaceTokens;
import dev.tidemark.training.LabelAlignment;
import dev.tidemark.training.NeighbourJoin;
import dev.tidemark.training.TaggingDataset;
import dev.tidemark.training.TaggingEvaluation;
import dev.tidemark.training.TrainableClassifier;
import dev.tidemark.training.WordDecoding;
import dev.tidemark.training.data.LabelledSentence;
import dev.tidemark.training.metrics.LabelScoring;
import dev.tidemark.training.metrics.SeqevalReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures a token classifier. */
@Command(
    name = "ner",
    description = {
      "Entity-level precision, recall and F1 (seqeval) of a model on labelled words, whatever the"
          + " scheme of the labels; where they are tags of words (parts of speech), those of each"
          + " tag."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  tidemark eval ner --model default --data dev.tsv --types PER,ORG,LOC",
      "  tidemark eval ner --model default --data eng.testa --column 4",
      "  tidemark eval ner --model default --data corrected.jsonl"
    })
final class EvalNerCommand implements Callable<Integer> {

  /** How sequences of labels become entities. */
  enum Mode {
    DEFAULT,
    STRICT
  }

  @Mixin EvalOptions options = new EvalOptions();

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE",
      description =
          "Labelled words, WORD<TAB>LABEL a line and a blank line between sentences, or as --format"
              + " says; may be given several times.")
  List<Path> data = List.of();

  @Mixin LabelledDataOptions reading = new LabelledDataOptions();

  @Option(
      names = "--types",
      split = ",",
      paramLabel = "TYPE",
      description = "Score only these types, e.g. PER,ORG,LOC (default: all).")
  Set<String> types = Set.of();

  @Option(
      names = "--mode",
      defaultValue = "default",
      paramLabel = "HOW",
      description =
          "default (as conlleval: broken label sequences are mended) or strict (what breaks the"
              + " scheme is no entity) (default: ${DEFAULT-VALUE}).")
  Mode mode = Mode.DEFAULT;

  @Option(
      names = "--decoding",
      defaultValue = "auto",
      paramLabel = "HOW",
      description =
          "argmax (each word by itself, as the Hugging Face course does), viterbi (the likeliest"
              + " sequence that the scheme of the model's labels allows), or auto: viterbi where"
              + " they have a scheme (default: ${DEFAULT-VALUE}).")
  WordDecoding decoding = WordDecoding.AUTO;

  @Option(
      names = "--batch-size",
      defaultValue = "32",
      paramLabel = "ROWS",
      description = "Sentences a batch (default: ${DEFAULT-VALUE}).")
  int batchSize;

  @Option(
      names = "--join",
      defaultValue = "0",
      paramLabel = "WORDS",
      description =
          "Measure on texts of up to so many words, neighbouring sentences of a file joined as long"
              + " as they fit; 0 for single sentences (default: ${DEFAULT-VALUE}).")
  int join;

  @Mixin AgreeingSentences agreeing = new AgreeingSentences();

  private final Shell shell;

  EvalNerCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException {
    evaluate();
    return 0;
  }

  private void evaluate() throws IOException {
    Bounds.atLeast("--join", join, 0);
    Bounds.atLeast("--batch-size", batchSize, 1);
    agreeing.check();
    List<LabelledSentence> sentences = sentences();
    Configuration settings = options.settings(shell);
    Checkpoint checkpoint = ModelFolder.of(options.model, settings).read();
    LabelSet labels = checkpoint.requireLabels();
    LabelScoring scoring = scoring(labels, reading.schemeOf(sentences));
    requireKnownTypes(scoring, labels, sentences);
    try (TokenClassifier classifier =
            DeviceOptions.models(settings).load(checkpoint, settings.get(Settings.DTYPE));
        Tokenizer tokenizer = HuggingFaceTokens.of(checkpoint)) {
      LabelAlignment alignment =
          LabelAlignment.forMeasuring(tokenizer, labels, classifier.maxTokens());
      TaggingDataset dataset = TaggingDataset.of(sentences, 1, alignment);
      long started = System.nanoTime();
      TaggingEvaluation.Result result =
          TaggingEvaluation.predict(
              sentences,
              dataset.examples(),
              labels,
              decoding,
              classifier.padTokenId(),
              batchSize,
              batch -> {
                LabelProbabilities said = classifier.classify(batch.tokens());
                return new TrainableClassifier.Evaluated(Double.NaN, said);
              });
      double seconds = (System.nanoTime() - started) / 1e9;
      SeqevalReport report = score(scoring, dataset.references(), result.labels());
      agreeing.write(sentences, result.labels(), scoring);
      print(scoring, report, sentences.size(), result.tokens(), seconds);
    }
  }

  private List<LabelledSentence> sentences() throws IOException {
    List<LabelledSentence> sentences = new ArrayList<>();
    for (Path file : data) {
      List<LabelledSentence> read = reading.read(file);
      sentences.addAll(join == 0 ? read : NeighbourJoin.filled(read, join));
    }
    return sentences;
  }

  /** The model's labels are read as their names say, the data's as they were found to be. */
  private LabelScoring scoring(LabelSet labels, LabelScheme ofData) {
    LabelScheme ofModel = reading.areTags() ? LabelScheme.NONE : LabelScheme.of(labels.names());
    try {
      return new LabelScoring(ofData, ofModel, mode == Mode.STRICT);
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "%s; the model's labels are %s".formatted(e.getMessage(), labels.names()), e);
    }
  }

  /** A type that neither side knows would be scored 0 and look like a bad model. */
  private void requireKnownTypes(
      LabelScoring scoring, LabelSet labels, List<LabelledSentence> sentences) {
    boolean tags = scoring.references() == LabelScheme.NONE;
    Set<String> known = new TreeSet<>();
    Stream.concat(
            labels.names().stream(),
            sentences.stream().flatMap(sentence -> sentence.labels().stream()))
        .distinct()
        .filter(label -> tags || !label.equals(LabelScheme.OUTSIDE))
        .forEach(label -> known.add(tags ? label : LabelScheme.typeOf(label)));
    Set<String> unknown = new TreeSet<>(types);
    unknown.removeAll(known);
    if (!unknown.isEmpty()) {
      throw new UsageException(
          "--types %s: neither the data nor the model has it; there are %s"
              .formatted(String.join(",", unknown), String.join(", ", known)));
    }
  }

  private SeqevalReport score(
      LabelScoring scoring, List<List<String>> references, List<List<String>> predictions) {
    try {
      return scoring.score(references, predictions, types);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private void print(
      LabelScoring scoring, SeqevalReport report, int sentences, long tokens, double seconds) {
    if (!options.json) {
      NerReportTable.print(shell.out(), report);
      shell
          .out()
          .printf("%d sentences, %d tokens, %.0f tokens/s%n", sentences, tokens, tokens / seconds);
      return;
    }
    ObjectNode node = Json.MAPPER.createObjectNode();
    NerReportJson.add(node, report);
    node.put("scheme", scoring.references().toString())
        .put("sentences", sentences)
        .put("tokens", tokens)
        .put("tokens_per_second", tokens / seconds);
    shell.out().println(node);
  }
}
