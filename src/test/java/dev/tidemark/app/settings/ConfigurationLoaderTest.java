package dev.tidemark.app.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationLoaderTest {

  @TempDir Path folder;
  Path file;

  @BeforeEach
  void file() {
    file = folder.resolve("tidemark.properties");
  }

  @Test
  void everyMistakeIsReportedAtOnceWithItsPlace() throws Exception {
    write(
        """
        # a comment that ends in a backslash \\
        tidemark.batch.max-tokens = many
        tidemark.device=\\
            tpu
        tidemark.topic.texts=news
        device=cpu
        tidemark.window.tokens=64
        """);

    List<String> problems =
        problems(
            Map.of("TIDEMARK_DTYPE", "int8", "TIDEMARK_BATCH_LINGERS", "1s"),
            Map.of("tidemark.stream.threads", "0"),
            List.of(
                new Flag("-D", "tidemark.close.timeout", "soon"),
                Flag.of("--roles", Settings.ROLES, "tagger,poet"),
                new Flag("-D", "tidemark.batch.linge", "1")));

    assertThat(problems)
        .containsExactlyInAnyOrder(
            "tidemark.batch.max-tokens is 'many' (%s:2): must be a whole number from 0 to 1048576"
                .formatted(file),
            "tidemark.device is 'tpu' (%s:3): must be one of auto, cpu, gpu, gpu:N".formatted(file),
            "unknown setting tidemark.topic.texts (%s:5); the nearest known one is tidemark.topics.texts"
                .formatted(file),
            "unknown setting device (%s:6); the nearest known one is tidemark.device"
                .formatted(file),
            "tidemark.dtype is 'int8' (environment variable TIDEMARK_DTYPE): must be one of auto, fp32, bf16",
            "unknown setting TIDEMARK_BATCH_LINGERS (environment variable); the nearest known one is TIDEMARK_BATCH_LINGER",
            "tidemark.stream.threads is '0' (Java property): must be a whole number from 1 to 256",
            "tidemark.close.timeout is 'soon' (-D): must be a duration from 1s to 10m, such as 20ms, 5s, 2m or PT0.02S",
            "tidemark.roles is 'tagger,poet' (--roles): must be one or more, with commas between them, of tagger, trainer",
            "unknown setting tidemark.batch.linge (-D); the nearest known one is tidemark.batch.linger",
            "tidemark.window.stride must be at least 3 less than tidemark.window.tokens, or the windows of a"
                + " long text never advance past their two special tokens"
                + " (tidemark.window.stride is 128, tidemark.window.tokens is 64)");
  }

  @Test
  void oneMistakeIsOneLine() {
    InvalidConfigurationException thrown =
        refusal(Map.of("TIDEMARK_DEVICE", ""), Map.of(), List.of());

    assertThat(thrown)
        .hasMessage(
            "tidemark.device is '' (environment variable TIDEMARK_DEVICE): must be one of auto, cpu, gpu, gpu:N");
  }

  @Test
  void rulesBetweenSettings() {
    assertThat(
            problems(
                Map.of(),
                Map.of(),
                List.of(
                    Flag.of("-D", Settings.TOPICS_TAGGED, "texts"),
                    Flag.of("-D", Settings.BATCH_MAX_TOKENS, "511"))))
        .hasSize(2)
        .anyMatch(problem -> problem.contains("must be different topics"))
        .anyMatch(problem -> problem.contains("a full window fits no batch"));
  }

  @Test
  void aRuleIsSilentAboutASettingThatIsWrongByItself() {
    assertThat(
            problems(Map.of(), Map.of(), List.of(Flag.of("-D", Settings.BATCH_MAX_TOKENS, "-1"))))
        .singleElement()
        .asString()
        .startsWith("tidemark.batch.max-tokens is '-1'");
  }

  @Test
  void kafkaSettingsPassThroughUntouched() throws Exception {
    write(
        """
        tidemark.kafka.bootstrap.servers=from-file:9092
        tidemark.kafka.interceptor.classes=com.example.Mine
        tidemark.kafka.Some.CamelCase-name_x=1
        tidemark.kafka.ssl.keystore.password=${file:/etc/secret:key} \\u00e9
        tidemark.kafka.client.rack=
        """);

    Configuration configuration =
        load(
            Map.of("TIDEMARK_KAFKA_BOOTSTRAP_SERVERS", "from-env:9092", "TIDEMARK_KAFKA_ACKS", "1"),
            Map.of(),
            List.of(
                new Flag("-D", "tidemark.kafka.acks", "all"),
                new Flag("-D", "tidemark.kafka.sasl.jaas.config", "Login x=\"y\";")));

    assertThat(configuration.kafka())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "bootstrap.servers", "from-env:9092",
                "interceptor.classes", "com.example.Mine",
                "Some.CamelCase-name_x", "1",
                "ssl.keystore.password", "${file:/etc/secret:key} é",
                "client.rack", "",
                "acks", "all",
                "sasl.jaas.config", "Login x=\"y\";"));
    assertThat(configuration.kafkaProperties()).isEqualTo(configuration.kafka());
  }

  @Test
  void aVariableOverridesAKafkaNameOfTheFileThatItCouldNotSpell() throws Exception {
    write(
        """
        tidemark.kafka.metric.reporters=com.example.Mine
        tidemark.kafka.Some.CamelCase-name=file
        """);

    assertThat(
            load(Map.of("TIDEMARK_KAFKA_SOME_CAMELCASE_NAME", "env"), Map.of(), List.of()).kafka())
        .containsEntry("Some.CamelCase-name", "env");
  }

  @Test
  void aSlipInThePrefixOfKafkasSettingsIsFound() {
    assertThat(
            problems(
                Map.of(), Map.of(), List.of(new Flag("-D", "tidemark.kafak.acks", "secret-value"))))
        .containsExactly(
            "unknown setting tidemark.kafak.acks (-D); the nearest known one is tidemark.kafka.acks");
  }

  @Test
  void variablesOfTheLauncherAndOfKubernetesAreNoSettings() {
    Configuration configuration =
        load(
            Map.ofEntries(
                Map.entry("TIDEMARK_HOME", "/opt/tidemark"),
                Map.entry("TIDEMARK_JAVA_OPTS", "-Xmx1g"),
                Map.entry("TIDEMARK_SERVICE_HOST", "10.0.0.1"),
                Map.entry("TIDEMARK_SERVICE_PORT", "8080"),
                Map.entry("TIDEMARK_SERVICE_PORT_HTTP", "8080"),
                Map.entry("TIDEMARK_PORT", "tcp://10.0.0.1:8080"),
                Map.entry("TIDEMARK_PORT_8080_TCP", "tcp://10.0.0.1:8080"),
                Map.entry("TIDEMARK_PORT_8080_TCP_ADDR", "10.0.0.1"),
                Map.entry("TIDEMARK_KAFKA_SERVICE_HOST", "10.0.0.2"),
                Map.entry("TIDEMARK_KAFKA_PORT", "tcp://10.0.0.2:9092"),
                Map.entry("PATH", "/bin"),
                Map.entry("CONFIG_ORDINAL", "1000")),
            Map.of("java.home", "/jdk", "smallrye.config.profile", "dev"),
            List.of());

    assertThat(configuration).isEqualTo(load(Map.of(), Map.of(), List.of()));
    assertThat(configuration.kafka()).isEmpty();
  }

  @Test
  void aVariableInSmallLettersIsNotSilentlyIgnored() {
    assertThat(problems(Map.of("tidemark_device", "cpu"), Map.of(), List.of()))
        .singleElement()
        .asString()
        .startsWith("unknown setting tidemark_device (environment variable)");
  }

  @Test
  void twoEntriesOfTheSameNameAreAMistakeAndTheirValuesStaySecret() throws Exception {
    write(
        """
        tidemark.kafka.ssl.key.password=hunter2
        tidemark.device=cpu
        tidemark.kafka.ssl.key.password=hunter3
        """);

    assertThat(problems(Map.of(), Map.of(), List.of()))
        .containsExactly(
            "tidemark.kafka.ssl.key.password stands twice (%s:1 and 3); keep one".formatted(file));
  }

  @Test
  void aFileThatCannotBeReadIsAMistakeLikeAnyOther() throws Exception {
    assertThat(problems(Map.of("TIDEMARK_DEVICE", "tpu"), Map.of(), List.of())).hasSize(1);

    file = folder.resolve("missing.properties");
    assertThat(refusalWithFile(Map.of("TIDEMARK_DEVICE", "tpu")))
        .hasSize(2)
        .contains("there is no configuration file " + file);

    file = Files.write(folder.resolve("latin1.properties"), new byte[] {'a', '=', (byte) 0xe9});
    assertThat(refusalWithFile(Map.of()))
        .containsExactly("the configuration file " + file + " is not in UTF-8");

    file = Files.writeString(folder.resolve("escape.properties"), "# x\ntidemark.device=\\u12");
    assertThat(refusalWithFile(Map.of()))
        .containsExactly(file + ":2 cannot be read: malformed \\u escape");
  }

  @Test
  void secretsAreNeverPrinted() throws Exception {
    Setting<Integer> pin =
        Setting.secret("tidemark.pin", SettingType.integer(0, 9999), 0, "A secret number.");
    Catalogue catalogue =
        new Catalogue(
            List.of(pin),
            List.of(
                new Catalogue.Rule("a well-known number", List.of(pin), c -> c.get(pin) != 1234)));

    for (String value : List.of("hunter2", "1234")) {
      ConfigurationSources sources =
          new ConfigurationSources(null, Map.of("TIDEMARK_PIN", value), Map.of(), List.of());
      InvalidConfigurationException thrown =
          catchThrowableOfType(
              InvalidConfigurationException.class,
              () -> ConfigurationLoader.load(catalogue, sources));
      assertThat(thrown).hasMessageContaining("******").hasMessageNotContaining(value);
    }

    Configuration configuration =
        ConfigurationLoader.load(
            catalogue,
            new ConfigurationSources(
                null,
                Map.of("TIDEMARK_PIN", "42", "TIDEMARK_KAFKA_SSL_KEY_PASSWORD", "hunter2"),
                Map.of(),
                List.of()));
    assertThat(configuration.get(pin)).isEqualTo(42);
    assertThat(configuration)
        .asString()
        .contains("tidemark.pin", "ssl.key.password")
        .doesNotContain("42", "hunter2");
    assertThat(ConfigurationReference.markdown(catalogue))
        .contains("| `tidemark.pin` | `******` |");
  }

  private void write(String text) throws Exception {
    Files.writeString(file, text);
  }

  private Configuration load(
      Map<String, String> environment, Map<String, String> system, List<Flag> flags) {
    return ConfigurationLoader.load(
        new ConfigurationSources(Files.exists(file) ? file : null, environment, system, flags));
  }

  private List<String> refusalWithFile(Map<String, String> environment) {
    return catchThrowableOfType(
            InvalidConfigurationException.class,
            () ->
                ConfigurationLoader.load(
                    new ConfigurationSources(file, environment, Map.of(), List.of())))
        .problems();
  }

  private InvalidConfigurationException refusal(
      Map<String, String> environment, Map<String, String> system, List<Flag> flags) {
    return catchThrowableOfType(
        InvalidConfigurationException.class, () -> load(environment, system, flags));
  }

  private List<String> problems(
      Map<String, String> environment, Map<String, String> system, List<Flag> flags) {
    return refusal(environment, system, flags).problems();
  }
}
