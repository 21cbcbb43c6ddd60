package dev.tidemark.app.train;

import picocli.CommandLine.Command;

/** Groups what can be trained. */
@Command(
    name = "train",
    description = "Fine-tunes a model.",
    subcommands = {TrainNerCommand.class, TrainMlmCommand.class},
    footerHeading = "%nExample:%n",
    footer =
        "  tidemark train ner --model bert-folder --data train.tsv --validation dev.tsv --out my-model")
public final class TrainCommand {}
