package dev.tidemark.app;

import dev.tidemark.app.cli.Shell;
import dev.tidemark.ops.metrics.MetricsReference;
import picocli.CommandLine.Command;

/** Writes {@code docs/metrics.md} to standard output; for whoever changes a metric. */
@Command(
    name = "metrics-docs",
    hidden = true,
    description = "Writes the documentation of all metrics.",
    footerHeading = "%nExample:%n",
    footer = "  tidemark metrics-docs > docs/metrics.md")
final class MetricsDocsCommand implements Runnable {

  private final Shell shell;

  MetricsDocsCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public void run() {
    shell.out().print(MetricsReference.markdown());
  }
}
