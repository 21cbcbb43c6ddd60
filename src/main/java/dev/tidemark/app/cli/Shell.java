package dev.tidemark.app.cli;

import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.ConfigurationLoader;
import dev.tidemark.app.settings.ConfigurationSources;
import dev.tidemark.app.settings.Flag;
import dev.tidemark.app.settings.LogSettings;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a command is given: streams and settings. Commands use nothing of the process itself ({@code
 * System.out}, {@code System.getenv}), so tests run them in-process.
 */
public final class Shell {

  private static final Logger LOG = LoggerFactory.getLogger(Shell.class);

  private final Surroundings surroundings;
  private final GlobalOptions options;

  Shell(Surroundings surroundings, GlobalOptions options) {
    this.surroundings = surroundings;
    this.options = options;
  }

  /** Standard output: results, nothing else. UTF-8 whatever the locale. */
  public PrintStream out() {
    return surroundings.out();
  }

  /** Standard error: progress and remarks. Errors are thrown. */
  public PrintStream err() {
    return surroundings.err();
  }

  /** Standard input as bytes. */
  public InputStream in() {
    return surroundings.in();
  }

  /**
   * The settings: file, environment, {@code -D}, and on top of them the command's own options. From
   * here on the log is as they say.
   *
   * @param flags {@code Flag.of("--roles", Settings.ROLES, roles)} for each option that stands for
   *     a setting; those not used have a null value
   * @throws dev.tidemark.app.settings.InvalidConfigurationException with everything that is wrong
   */
  public Configuration configuration(Flag... flags) {
    return configuration(List.of(flags));
  }

  /** Likewise, where the options are a list. */
  public Configuration configuration(List<Flag> flags) {
    List<Flag> all = new ArrayList<>();
    for (Map.Entry<String, String> entry : options.settings.entrySet()) {
      all.add(new Flag("-D", entry.getKey(), entry.getValue()));
    }
    all.addAll(flags);
    Configuration settings =
        ConfigurationLoader.load(
            new ConfigurationSources(
                file(), surroundings.environment(), surroundings.systemProperties(), all));
    Logging.apply(settings);
    settings.doubts().forEach(doubt -> LOG.warn("{}", doubt));
    options.jsonLog = settings.get(LogSettings.FORMAT) == LogSettings.Format.JSON;
    return settings;
  }

  private @Nullable Path file() {
    if (options.config != null) {
      return surroundings.workingFolder().resolve(options.config);
    }
    Path usual = surroundings.workingFolder().resolve(ConfigurationSources.DEFAULT_FILE);
    return Files.exists(usual) ? usual : null;
  }
}
