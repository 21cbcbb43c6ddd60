package dev.tidemark.app.settings;

/** Writes {@code docs/configuration.md}; a test keeps the file the same as what this writes. */
public final class ConfigurationReference {

  private static final String INTRODUCTION =
      """
      # Configuration

      <!-- Written by `./tidemark config-docs > docs/configuration.md` from the declarations in
           dev.tidemark.app.settings.Settings. Do not edit by hand: a test compares the two. -->

      Every setting has one name, and may be given in four places. The later one wins:

      1. a properties file in UTF-8: `--config FILE`, or `tidemark.properties` in the working folder;
      2. an environment variable: `TIDEMARK_BATCH_MAX_TOKENS` for `tidemark.batch.max-tokens`;
      3. a Java property, e.g. `TIDEMARK_JAVA_OPTS=-Dtidemark.batch.max-tokens=8192`;
      4. the command line: `-D tidemark.batch.max-tokens=8192`, or a command's own option for it.

      All mistakes are reported at once, each with the place it comes from; nothing starts until they are
      mended (exit code 2). A name that Tidemark does not know is a mistake too, and so is an empty value.
      Durations are written `20ms`, `5s`, `2m`, `1h` or as in ISO-8601 (`PT0.02S`).

      ## Settings

      | setting | default | allowed | what it does |
      |---|---|---|---|
      """;

  private static final String RULES =
      """

      Besides:

      """;

  private static final String KAFKA =
      """

      ## Kafka's own settings

      What starts with `tidemark.kafka.` goes to Kafka as it stands, without that prefix:

      ```properties
      tidemark.kafka.bootstrap.servers=broker-1:9093,broker-2:9093
      tidemark.kafka.security.protocol=SASL_SSL
      tidemark.kafka.producer.linger.ms=10
      ```

      - From a file, a Java property or the command line, dots and case are kept, and the value is not
        touched: `${…}` is left to Kafka's config providers.
      - From the environment, underscores become dots and letters small: `TIDEMARK_KAFKA_BOOTSTRAP_SERVERS` is
        `bootstrap.servers`. Names that hold capitals, dashes or underscores must therefore stand in one of the
        other places (where one does, its variable overrides it).
      - A name that no client of Kafka knows (with or without `consumer.`, `main.consumer.`, `restore.consumer.`,
        `global.consumer.`, `producer.`, `admin.`, `topic.`) is an error. Where the settings name a class that is not Kafka's
        (`interceptor.classes`, `metric.reporters`, `sasl.login.callback.handler.class`…), that class may have settings of its own:
        then it is a warning in the log, and the name is passed on.
      - Values are Kafka's to check, and never printed: any of them may be a secret.

      ## Variables that are no settings

      `TIDEMARK_JAVA_OPTS` (more options for the JVM) and `TIDEMARK_HOME` (where Tidemark is installed) are read by
      the launcher. Variables that Kubernetes sets for a service called `tidemark…` (`TIDEMARK_SERVICE_HOST`,
      `TIDEMARK_PORT_8080_TCP` and so on) are passed over.
      """;

  private ConfigurationReference() {}

  /** The whole document. */
  public static String markdown(Catalogue catalogue) {
    StringBuilder text = new StringBuilder(INTRODUCTION);
    catalogue.settings().forEach(setting -> text.append(row(setting)));
    text.append(RULES);
    catalogue.rules().forEach(rule -> text.append("- ").append(rule.message()).append(".\n"));
    return text.append(KAFKA).toString();
  }

  private static String row(Setting<?> setting) {
    String byDefault = setting.secret() ? "******" : setting.defaultText();
    return "| `%s` | %s | %s | %s |\n"
        .formatted(
            setting.name(),
            setting.defaultText().isEmpty() ? "none" : "`" + byDefault + "`",
            setting.type().allowed(),
            setting.doc());
  }
}
