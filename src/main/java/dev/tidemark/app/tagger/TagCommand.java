package dev.tidemark.app.tagger;

import dev.tidemark.app.cli.Shell;
import dev.tidemark.app.feed.OrderedLines;
import dev.tidemark.inference.Tagging;
import dev.tidemark.stream.TaggedRecordWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tags lines of standard input, without Kafka. */
@Command(
    name = "tag",
    description =
        "Tags standard input: plain lines or JSON lines with a \"text\" in, JSON lines out in the same order.",
    footerHeading = "%nExample:%n",
    footer = {
      "  tidemark tag < lines.txt > tagged.jsonl",
      "",
      "Offsets are UTF-16 code units, the end is exclusive. A line that cannot be tagged is named on standard error;",
      "the others are tagged all the same, and the exit code is 1. Where the model has a masked-language-model head,",
      "mask tokens are filled, too (see: tidemark fill-mask --help)."
    })
public final class TagCommand implements Callable<Integer> {

  @Mixin TaggingOptions options = new TaggingOptions();

  @Option(
      names = "--stats",
      description = "Print records, tokens and tokens/s on standard error at the end.")
  boolean stats;

  private final Shell shell;

  TagCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws Exception {
    try (LoadedTagger loaded = LoadedTagger.load(shell.configuration(options.flags()))) {
      long started = System.nanoTime();
      TaggedRecordWriter writer = new TaggedRecordWriter();
      OrderedLines<Tagging> lines =
          new OrderedLines<>(
              shell,
              record -> loaded.tagger().submit(record.text(), record.fill()),
              (record, tagging) -> writer.write(tagging.record(record)));
      long failed = lines.run();
      if (stats) {
        printStats(loaded, (System.nanoTime() - started) / 1e9);
      }
      return failed == 0 ? 0 : 1;
    }
  }

  private void printStats(LoadedTagger loaded, double seconds) {
    shell
        .err()
        .printf(
            "%d records, %d tokens in %.1f s: %.0f tokens/s on %s%n",
            loaded.tagger().counts().texts(),
            loaded.tagger().counts().tokens(),
            seconds,
            loaded.tagger().counts().tokens() / seconds,
            loaded.device());
  }
}
