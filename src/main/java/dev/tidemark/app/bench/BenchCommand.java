package dev.tidemark.app.bench;

import picocli.CommandLine.Command;

/** Groups what can be timed. */
@Command(
    name = "bench",
    description =
        "Times the model alone, the stream from Kafka to Kafka, its swaps of models, or tagging beside a training, on this machine.",
    subcommands = {
      BenchModelCommand.class,
      BenchStreamCommand.class,
      BenchSwapCommand.class,
      BenchAdaptCommand.class
    },
    footerHeading = "%nExample:%n",
    footer = {"  tidemark bench model --json", "  tidemark bench stream --feed news.jsonl.gz"})
public final class BenchCommand {}
