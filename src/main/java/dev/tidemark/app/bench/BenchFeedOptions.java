package dev.tidemark.app.bench;

import dev.tidemark.app.cli.Bounds;
import dev.tidemark.app.feed.TextFeed;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the benchmarks of the stream tag: options that they share. */
final class BenchFeedOptions {

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

  /** Before anything is loaded. */
  void check() {
    Bounds.within("--partitions", partitions, 1, 100);
    TextFeed.check(feed);
  }
}
