package dev.tidemark.app;

import picocli.CommandLine.Command;

/** Groups what can be timed. */
@Command(
    name = "bench",
    description = "Times the model alone, or the stream from Kafka to Kafka, on this machine.",
    subcommands = {BenchModelCommand.class, BenchStreamCommand.class},
    footerHeading = "%nExample:%n",
    footer = {"  tidemark bench model --json", "  tidemark bench stream --feed news.jsonl.gz"})
final class BenchCommand {}
