package dev.tidemark.app.models;

import picocli.CommandLine.Option;

/** What is noted when somebody changes what an alias points to. */
final class AliasChangeOptions {

  @Option(
      names = "--by",
      paramLabel = "NAME",
      description = "Who does it (default: the user of this machine).")
  String by = System.getProperty("user.name", "somebody");

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why.")
  String reason = "";
}
