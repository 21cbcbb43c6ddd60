package dev.tidemark.app.train;

import picocli.CommandLine.Command;

/** Groups what can be measured. */
@Command(
    name = "eval",
    description = "Measures a model on data it has not learnt from.",
    subcommands = {EvalNerCommand.class, EvalMlmCommand.class},
    footerHeading = "%nExample:%n",
    footer = "  tidemark eval ner --model default --data dev.tsv")
public final class EvalCommand {}
