package dev.tidemark.app.settings;

import io.smallrye.config.ConfigValue;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Brings the sources together and checks what they say.
 *
 * <p>SmallRye Config decides which source wins and how environment variables are spelt. None of its
 * default sources, converters and interceptors are used: the values of {@code tidemark.kafka.*}
 * must reach Kafka untouched, and {@code ${…}} in them is Kafka's own (its config providers).
 * Validation stands here, because SmallRye stops at names and types.
 */
public final class ConfigurationLoader {

  // Between SmallRye's usual 250 for files, 300 for the environment, 400 for system properties.
  private static final int FILE = 250;
  private static final int ENVIRONMENT = 300;
  private static final int SYSTEM = 400;
  private static final int FLAGS = 500;

  private final Catalogue catalogue;
  private final ConfigurationSources sources;
  private final PropertiesFile file;
  private final Map<String, String> environment;
  private final Map<String, String> system = new TreeMap<>();
  private final Map<String, Flag> flags = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();

  private ConfigurationLoader(Catalogue catalogue, ConfigurationSources sources) {
    this.catalogue = catalogue;
    this.sources = sources;
    file = sources.file() == null ? PropertiesFile.none() : PropertiesFile.read(sources.file());
    environment = EnvironmentVariables.settings(sources.environment());
    sources
        .systemProperties()
        .forEach(
            (name, value) -> {
              if (name.startsWith(Setting.PREFIX)) {
                system.put(name, value);
              }
            });
    for (Flag flag : sources.flags()) {
      if (flag.value() != null) {
        flags.put(flag.name(), flag);
      }
    }
  }

  /**
   * Loads and checks the settings of {@link Settings}.
   *
   * @throws InvalidConfigurationException with everything that is wrong
   */
  public static Configuration load(ConfigurationSources sources) {
    return load(Settings.CATALOGUE, sources);
  }

  static Configuration load(Catalogue catalogue, ConfigurationSources sources) {
    return new ConfigurationLoader(catalogue, sources).load();
  }

  private Configuration load() {
    // 1. Names: a misspelt setting must not be ignored.
    problems.addAll(file.problems());
    file.entries().forEach((name, entry) -> checkName(name, fileOrigin(entry)));
    environment.keySet().forEach(this::checkVariable);
    system.keySet().forEach(name -> checkName(name, "Java property"));
    flags.forEach((name, flag) -> checkName(name, flag.origin()));

    // 2. Values: the strongest source of each setting, refused ones left out.
    SmallRyeConfig config = merge();
    Map<String, String> texts = new TreeMap<>();
    Set<Setting<?>> refused = new HashSet<>();
    for (Setting<?> setting : catalogue.settings()) {
      ConfigValue value = config.getConfigValue(setting.name());
      if (value.getValue() == null) {
        continue;
      }
      if (accepts(setting, value.getValue())) {
        texts.put(setting.name(), value.getValue());
      } else {
        refused.add(setting);
        problems.add(refusal(setting, value));
      }
    }
    Map<String, String> kafka = kafka(config);
    List<String> doubts = new ArrayList<>();
    KafkaNameCheck.check(kafka, this::kafkaOrigin, problems, doubts);
    Configuration configuration =
        new Configuration(
            texts, kafka, EnvironmentVariables.huggingFace(sources.environment()), doubts);

    // 3. What must hold between settings that are right by themselves.
    for (Catalogue.Rule rule : catalogue.rules()) {
      boolean judgeable = rule.about().stream().noneMatch(refused::contains);
      if (judgeable && !rule.holds().test(configuration)) {
        problems.add(breach(rule, configuration));
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidConfigurationException(problems);
    }
    return configuration;
  }

  private SmallRyeConfig merge() {
    Map<String, String> fromFile = new TreeMap<>();
    file.entries().forEach((name, entry) -> fromFile.put(name, entry.value()));
    Map<String, String> fromFlags = new TreeMap<>();
    flags.forEach((name, flag) -> fromFlags.put(name, textOf(flag.value())));
    return new SmallRyeConfigBuilder()
        .withSources(
            new PropertiesConfigSource(fromFile, "file", FILE),
            new EnvConfigSource(environment, ENVIRONMENT),
            new PropertiesConfigSource(system, "system", SYSTEM),
            new PropertiesConfigSource(fromFlags, "flags", FLAGS))
        .build();
  }

  private static Map<String, String> kafka(SmallRyeConfig config) {
    Map<String, String> kafka = new TreeMap<>();
    for (String name : config.getPropertyNames()) {
      if (name.startsWith(Configuration.KAFKA_PREFIX)) {
        String value = textOf(config.getConfigValue(name).getValue());
        kafka.put(name.substring(Configuration.KAFKA_PREFIX.length()), value);
      }
    }
    return kafka;
  }

  private void checkName(String name, String origin) {
    if (catalogue.names().contains(name) || isKafka(name, Configuration.KAFKA_PREFIX)) {
      return;
    }
    List<String> known = new ArrayList<>(catalogue.names());
    // tidemark.kafak.acks: what is Kafka's own name follows the second dot.
    String[] parts = name.split("\\.", 3);
    if (parts.length == 3) {
      known.add(Configuration.KAFKA_PREFIX + parts[2]);
    }
    problems.add(unknown(name, origin, known));
  }

  private void checkVariable(String name) {
    boolean dotted = catalogue.names().contains(name) || isKafka(name, Configuration.KAFKA_PREFIX);
    List<String> known =
        catalogue.settings().stream().<String>map(Setting::environmentName).toList();
    if (!dotted && !known.contains(name) && !isKafka(name, EnvironmentVariables.KAFKA_PREFIX)) {
      problems.add(unknown(name, "environment variable", known));
    }
  }

  private String kafkaOrigin(String name) {
    Flag flag = flags.get(name);
    PropertiesFile.Entry entry = file.entries().get(name);
    if (flag != null) {
      return flag.origin();
    }
    if (system.containsKey(name)) {
      return "Java property";
    }
    String variable = Setting.environmentName(name);
    if (environment.containsKey(variable)) {
      return "environment variable " + variable;
    }
    return entry == null ? "environment" : fileOrigin(entry);
  }

  private static boolean isKafka(String name, String prefix) {
    return name.startsWith(prefix) && name.length() > prefix.length();
  }

  private static String unknown(String name, String origin, Collection<String> known) {
    String nearest =
        NearestName.of(name, known).map(n -> "; the nearest known one is " + n).orElse("");
    return "unknown setting %s (%s)%s".formatted(name, origin, nearest);
  }

  private static boolean accepts(Setting<?> setting, String value) {
    try {
      setting.type().parse(value);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private String refusal(Setting<?> setting, ConfigValue value) {
    String shown = setting.secret() ? "******" : shorten(textOf(value.getValue()));
    return "%s is '%s' (%s): must be %s"
        .formatted(setting.name(), shown, origin(setting, value), setting.type().allowed());
  }

  private String breach(Catalogue.Rule rule, Configuration configuration) {
    List<String> values = new ArrayList<>();
    for (Setting<?> setting : rule.about()) {
      values.add(setting.name() + " is " + shown(setting, configuration));
    }
    return rule.message() + " (" + String.join(", ", values) + ")";
  }

  private static <T> String shown(Setting<T> setting, Configuration configuration) {
    return setting.secret() ? "******" : setting.type().format(configuration.get(setting));
  }

  private String origin(Setting<?> setting, ConfigValue value) {
    String name = setting.name();
    PropertiesFile.Entry entry = file.entries().get(name);
    Flag flag = flags.get(name);
    return switch (value.getConfigSourceOrdinal()) {
      case FILE -> entry == null ? "file" : fileOrigin(entry);
      case ENVIRONMENT -> "environment variable " + setting.environmentName();
      case SYSTEM -> "Java property";
      default -> flag == null ? "command line" : flag.origin();
    };
  }

  private String fileOrigin(PropertiesFile.Entry entry) {
    return sources.file() + ":" + entry.line();
  }

  private static String shorten(String value) {
    String line = value.replaceAll("\\p{Cntrl}", " ");
    return line.length() <= 80 ? line : line.substring(0, 79) + "…";
  }

  private static String textOf(@Nullable String value) {
    return value == null ? "" : value;
  }
}
