package dev.tidemark.app.models;

import dev.tidemark.app.cli.CommandFailedException;
import dev.tidemark.app.cli.Shell;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.model.store.LiveModel;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Points the alias back to what it pointed to before. */
@Command(
    name = "rollback",
    description = "Lets every running instance serve the former model again.",
    footerHeading = "%nExample:%n",
    footer = "  tidemark models rollback --reason 'misses tickers'")
final class ModelsRollbackCommand implements Callable<Integer> {

  @Mixin AliasChangeOptions change = new AliasChangeOptions();

  private final Shell shell;

  ModelsRollbackCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() {
    Configuration settings = shell.configuration();
    try (LiveAlias alias = LiveAlias.ofCommand(settings)) {
      LiveModel now =
          alias
              .current()
              .orElseThrow(
                  () ->
                      new CommandFailedException(
                          "nothing was ever promoted as '%s'; there is nothing to go back to"
                              .formatted(alias.name())));
      LiveModel next = now.rollBack(Instant.now(), change.by, change.reason);
      alias.write(next);
      shell.out().printf("%s: %s, instead of %s%n", next.alias(), next.model(), now.model());
    } catch (IllegalStateException e) {
      throw new CommandFailedException(String.valueOf(e.getMessage()), e);
    }
    return 0;
  }
}
