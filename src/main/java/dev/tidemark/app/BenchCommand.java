package dev.tidemark.app;

import picocli.CommandLine.Command;

/** Groups what can be timed. */
@Command(
    name = "bench",
    description =
        "Times the model alone, the stream from Kafka to Kafka, or its swaps of models, on this machine.",
    subcommands = {BenchModelCommand.class, BenchStreamCommand.class, BenchSwapCommand.class},
    footerHeading = "%nExample:%n",
    footer = {"  tidemark bench model --json", "  tidemark bench stream --feed news.jsonl.gz"})
final class BenchCommand {}
