package dev.tidemark.app;

import picocli.CommandLine.Command;

/** Groups what can be timed. */
@Command(
    name = "bench",
    description = "Times a model on this machine.",
    subcommands = BenchModelCommand.class,
    footerHeading = "%nExample:%n",
    footer = "  tidemark bench model --json")
final class BenchCommand {}
