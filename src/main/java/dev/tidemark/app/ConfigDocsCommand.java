package dev.tidemark.app;

import dev.tidemark.app.cli.Shell;
import dev.tidemark.app.settings.ConfigurationReference;
import dev.tidemark.app.settings.Settings;
import picocli.CommandLine.Command;

/** Writes {@code docs/configuration.md} to standard output; for whoever changes a setting. */
@Command(
    name = "config-docs",
    hidden = true,
    description = "Writes the documentation of all settings.",
    footerHeading = "%nExample:%n",
    footer = "  tidemark config-docs > docs/configuration.md")
final class ConfigDocsCommand implements Runnable {

  private final Shell shell;

  ConfigDocsCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public void run() {
    shell.out().print(ConfigurationReference.markdown(Settings.CATALOGUE));
  }
}
