package dev.tidemark.app;

import picocli.CommandLine.Command;

/** Groups what can be measured. */
@Command(
    name = "eval",
    description = "Measures a model on labelled data.",
    subcommands = EvalNerCommand.class,
    footerHeading = "%nExample:%n",
    footer = "  tidemark eval ner --model default --data dev.tsv")
final class EvalCommand {}
