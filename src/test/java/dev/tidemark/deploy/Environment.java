package dev.tidemark.deploy;

import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.ConfigurationLoader;
import dev.tidemark.app.settings.ConfigurationSources;
import java.util.List;
import java.util.Map;

/** What Tidemark makes of a container's environment variables. */
public final class Environment {

  private Environment() {}

  /**
   * Loaded as at the start.
   *
   * @throws dev.tidemark.app.settings.InvalidConfigurationException with all that is wrong
   */
  public static Configuration load(Map<String, String> variables) {
    return ConfigurationLoader.load(new ConfigurationSources(null, variables, Map.of(), List.of()));
  }
}
