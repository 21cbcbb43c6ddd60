package dev.tidemark.app.models;

import picocli.CommandLine.Command;

/** Groups what can be asked about models. */
@Command(
    name = "models",
    description = "Looks at models, keeps their versions, and makes one of several.",
    subcommands = {
      ModelsListCommand.class,
      ModelsShowCommand.class,
      ModelsVerifyCommand.class,
      ModelsPublishCommand.class,
      ModelsPromoteCommand.class,
      ModelsRollbackCommand.class,
      ModelsAverageCommand.class
    },
    footerHeading = "%nExample:%n",
    footer = "  tidemark models show default")
public final class ModelsCommand {}
