package dev.tidemark.app.models;

import dev.tidemark.app.cli.Shell;
import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Settings;
import dev.tidemark.model.store.LiveModel;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Points the alias to a version. */
@Command(
    name = "promote",
    description =
        "Lets every running instance serve another model, by a record on model-events. The model is read and checked"
            + " before.",
    footerHeading = "%nExample:%n",
    footer = "  tidemark models promote news@3 --reason 'better on headlines'")
final class ModelsPromoteCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "NAME@N|default",
      description = "A version of the model store, or the model that comes with Tidemark.")
  String model = "";

  @Mixin AliasChangeOptions change = new AliasChangeOptions();
  @Mixin StoreCommandOptions options = new StoreCommandOptions();

  private final Shell shell;

  ModelsPromoteCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException {
    Configuration settings = shell.configuration(options.flags());
    // Every byte is checked here, so that a damaged version is not announced to anybody.
    ModelFolder.of(model, settings).read().requireLabels();
    try (LiveAlias alias = LiveAlias.ofCommand(settings)) {
      LiveModel next =
          alias.promote(
              model, settings.get(Settings.MODEL_NER), Instant.now(), change.by, change.reason);
      String before = next.former().isEmpty() ? "nothing else" : next.former().get(0);
      shell.out().printf("%s: %s, after %s%n", next.alias(), next.model(), before);
    }
    return 0;
  }
}
