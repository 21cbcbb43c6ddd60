package dev.tidemark.app.bench;

import dev.tidemark.app.cli.Bounds;
import dev.tidemark.app.cli.Shell;
import dev.tidemark.app.feed.TextFeed;
import dev.tidemark.app.settings.Flag;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.app.tagger.TaggingOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every benchmark of the stream is told: who tags, what is tagged, how the result is said. */
final class StreamBenchOptions {

  @Mixin TaggingOptions tagging = new TaggingOptions();

  @Option(
      names = "--feed",
      paramLabel = "FILE|URL|-",
      description =
          "JSON lines with a \"text\", or plain lines; .gz is unpacked (default: a feed that comes with Tidemark).")
  @Nullable String feed;

  @Option(
      names = "--partitions",
      defaultValue = "4",
      paramLabel = "N",
      description = "Of the topics (default: ${DEFAULT-VALUE}).")
  int partitions = 4;

  @Option(names = "--json", description = "Print one JSON object.")
  boolean json;

  /** Before anything is loaded. */
  void check() {
    Bounds.within("--partitions", partitions, 1, 100);
    TextFeed.check(feed);
  }

  /**
   * What the user said, with names that belong to one trial alone.
   *
   * @param prefix of these names
   * @param own settings of this benchmark
   */
  TrialSettings trials(Shell shell, String prefix, List<Flag> own) {
    return (trial, more) -> {
      List<Flag> flags = new ArrayList<>(tagging.flags());
      flags.addAll(names(prefix + trial));
      flags.addAll(own);
      flags.addAll(List.of(more));
      return shell.configuration(flags);
    };
  }

  private static List<Flag> names(String trial) {
    return List.of(
        Flag.of("--bench", Settings.APPLICATION_ID, "bench-" + trial),
        Flag.of("--bench", Settings.TOPICS_TEXTS, "texts-" + trial),
        Flag.of("--bench", Settings.TOPICS_TAGGED, "tagged-" + trial),
        Flag.of("--bench", Settings.TOPICS_DEAD_LETTERS, "dead-letters-" + trial));
  }
}
