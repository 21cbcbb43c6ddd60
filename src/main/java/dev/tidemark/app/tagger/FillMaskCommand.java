package dev.tidemark.app.tagger;

import dev.tidemark.app.cli.Shell;
import dev.tidemark.app.cli.UsageException;
import dev.tidemark.app.feed.OrderedLines;
import dev.tidemark.app.models.ModelFolder;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Flag;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.inference.BatchingFiller;
import dev.tidemark.inference.Filling;
import dev.tidemark.inference.UntaggableTextException;
import dev.tidemark.model.token.Vocabulary;
import dev.tidemark.stream.TaggedRecordWriter;
import dev.tidemark.text.FillOptions;
import dev.tidemark.text.TextRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Fills the masks in lines of standard input, without Kafka. */
@Command(
    name = "fill-mask",
    description =
        "Says which words fit where a text of standard input holds the model's mask token: plain lines or JSON"
            + " lines with a \"text\" in, JSON lines out in the same order.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  tidemark fill-mask --top-k 3 < texts.txt",
      "  echo 'The minister signed the [MASK] on Friday.' | tidemark fill-mask --top-k 3",
      "  echo 'Shares [MASK] by 3 percent.' | tidemark fill-mask --targets rose,fell",
      "",
      "Who knows Hugging Face's pipeline(\"fill-mask\") finds: its score here as score, token_str as token,"
          + " sequence as sequence. Each mask of a text has an entry in fills; a sequence has its own gap filled and the"
          + " others left.",
      "With targets, these alone are ranked, by their probability among all words; a target that is not one token of"
          + " the vocabulary is an error (or, from a JSON line, stands in unknown_targets), never replaced by its first"
          + " piece.",
      "The mask token is the model's own: [MASK] for BERT, <mask> for RoBERTa. A JSON line may have its own \"top_k\""
          + " and \"targets\". A line without a mask is named on standard error; the others are answered all the same,"
          + " and the exit code is 1."
    })
public final class FillMaskCommand implements Callable<Integer> {

  @Option(
      names = "--model",
      paramLabel = ModelFolder.LABEL,
      description =
          "Checkpoint folder with a masked-language-model head (default: the model that comes with Tidemark).")
  @Nullable String model;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      description = "Candidates for each mask, 1 to 100 (default: 5, or all targets).")
  @Nullable String topK;

  @Option(
      names = "--targets",
      paramLabel = "WORD",
      split = ",",
      description = "Choose among these words only, with commas between them.")
  List<String> targets = new ArrayList<>();

  @Mixin DeviceOptions device = new DeviceOptions();

  private final Shell shell;

  FillMaskCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    if (targets.size() > FillOptions.MOST) {
      throw new UsageException(
          "--targets: %d words, at most %d can be ranked"
              .formatted(targets.size(), FillOptions.MOST));
    }
    List<Flag> flags = new ArrayList<>(device.flags());
    flags.add(Flag.of("--model", Settings.MODEL_FILL_MASK, model));
    flags.add(Flag.of("--top-k", Settings.FILL_MASK_TOP_K, topK));
    Configuration settings = shell.configuration(flags);
    int asked = topK == null ? FillOptions.UNSAID : settings.get(Settings.FILL_MASK_TOP_K);
    FillOptions options = new FillOptions(asked, targets);
    try (LoadedFiller loaded = LoadedFiller.load(settings)) {
      requireKnown(loaded.model().vocabulary());
      TaggedRecordWriter writer = new TaggedRecordWriter();
      OrderedLines<Filling> lines =
          new OrderedLines<>(
              shell,
              record -> fill(loaded.filler(), record, options),
              (record, filling) -> writer.write(filling.record(record)));
      return lines.run() == 0 ? 0 : 1;
    }
  }

  private static CompletableFuture<Filling> fill(
      BatchingFiller filler, TextRecord record, FillOptions options) {
    FillOptions own = record.fill();
    FillOptions both =
        new FillOptions(
            own.topK() == FillOptions.UNSAID ? options.topK() : own.topK(),
            own.targets().isEmpty() ? options.targets() : own.targets());
    return filler
        .submit(record.text(), both)
        .thenApply(
            filling -> {
              if (filling.fills().isEmpty()) {
                throw new UntaggableTextException(
                    "no %s in this text; write it where a word is to be found, as in: The minister signed the %s."
                        .formatted(filler.maskToken(), filler.maskToken()));
              }
              return filling;
            });
  }

  private void requireKnown(Vocabulary vocabulary) {
    List<String> unknown =
        targets.stream().filter(target -> vocabulary.find(target).isEmpty()).toList();
    if (!unknown.isEmpty()) {
      throw new UsageException(
          "--targets: not one token of this model's vocabulary, so it has no probability for it: %s; leave it out or name another word"
              .formatted(String.join(", ", unknown)));
    }
  }
}
