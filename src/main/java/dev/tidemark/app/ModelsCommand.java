package dev.tidemark.app;

import picocli.CommandLine.Command;

/** Groups what can be asked about models. */
@Command(
    name = "models",
    description = "Looks at models.",
    subcommands = ModelsShowCommand.class,
    footerHeading = "%nExample:%n",
    footer = "  tidemark models show default")
final class ModelsCommand {}
