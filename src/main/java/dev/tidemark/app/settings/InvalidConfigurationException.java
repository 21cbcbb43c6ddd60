package dev.tidemark.app.settings;

import java.util.List;

/** The configuration is wrong; says everything that is wrong with it at once. */
public final class InvalidConfigurationException extends RuntimeException {

  // Not serialised anywhere; transient keeps -Xlint:serial quiet about List.
  private final transient List<String> problems;

  InvalidConfigurationException(List<String> problems) {
    super(message(problems));
    this.problems = List.copyOf(problems);
  }

  /** One sentence each: which setting, which value, where it came from, what is allowed. */
  List<String> problems() {
    return problems;
  }

  private static String message(List<String> problems) {
    return problems.size() == 1
        ? problems.get(0)
        : problems.size()
            + " mistakes in the configuration:\n  - "
            + String.join("\n  - ", problems);
  }
}
