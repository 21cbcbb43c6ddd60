package dev.tidemark.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.app.cli.Cli;
import dev.tidemark.app.cli.CommandLines;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Every command explains itself: what the help of each must say. */
class CommandsTest {

  static Stream<CommandLine> commands() {
    return withSubcommands(CommandLines.of(new Cli(Commands.ALL)));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void theHelpOfACommandDescribesItAndEachOptionAndGivesAnExample(CommandLine command) {
    String name = command.getCommandSpec().qualifiedName();
    UsageMessageSpec help = command.getCommandSpec().usageMessage();

    assertThat(help.description()).as("description of " + name).isNotEmpty();
    assertThat(String.join("\n", help.footer()))
        .as("an example in the footer of " + name)
        .contains("  " + name + " ");
    for (OptionSpec option : command.getCommandSpec().options()) {
      assertThat(String.join("", List.of(option.description())))
          .as("description of %s %s", name, option.longestName())
          .isNotBlank();
    }
    assertThat(command.getUsageMessage()).contains("Usage: " + name);
  }

  private static Stream<CommandLine> withSubcommands(CommandLine command) {
    return Stream.concat(
        Stream.of(command),
        command.getSubcommands().values().stream().flatMap(CommandsTest::withSubcommands));
  }
}
