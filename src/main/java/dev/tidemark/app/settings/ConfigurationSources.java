package dev.tidemark.app.settings;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where settings come from, the weakest first.
 *
 * @param file properties in UTF-8; null when there is none
 * @param environment the process's environment variables, all of them
 * @param systemProperties Java's, all of them ({@code TIDEMARK_JAVA_OPTS=-Dtidemark.device=cpu})
 * @param flags the command line; a later one beats an earlier one
 */
public record ConfigurationSources(
    @Nullable Path file,
    Map<String, String> environment,
    Map<String, String> systemProperties,
    List<Flag> flags) {

  /** The file that is read when it stands in the working folder and no other is named. */
  public static final String DEFAULT_FILE = "tidemark.properties";

  public ConfigurationSources {
    environment = Map.copyOf(environment);
    systemProperties = Map.copyOf(systemProperties);
    flags = List.copyOf(flags);
  }
}
