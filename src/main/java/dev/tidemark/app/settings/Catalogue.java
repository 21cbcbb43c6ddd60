package dev.tidemark.app.settings;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A list of settings and what must hold between them.
 *
 * @param settings in the order in which they are documented; no two with the same name, nor with
 *     the same environment variable
 */
public record Catalogue(List<Setting<?>> settings, List<Rule> rules) {

  public Catalogue {
    settings = List.copyOf(settings);
    rules = List.copyOf(rules);
    Set<String> seen = new HashSet<>();
    for (Setting<?> setting : settings) {
      if (!seen.add(setting.environmentName())) {
        throw new IllegalArgumentException(setting.name() + " is declared twice");
      }
    }
  }

  /** With more after these. */
  Catalogue and(List<Setting<?>> more) {
    return new Catalogue(Stream.concat(settings.stream(), more.stream()).toList(), rules);
  }

  List<String> names() {
    return settings.stream().<String>map(Setting::name).toList();
  }

  /**
   * What must hold between several settings.
   *
   * @param message what is wrong when it does not hold, why it matters
   * @param about the settings it looks at; when one of them is wrong by itself, the rule is silent
   */
  record Rule(String message, List<Setting<?>> about, Predicate<Configuration> holds) {

    public Rule {
      about = List.copyOf(about);
    }
  }
}
