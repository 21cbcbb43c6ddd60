package dev.tidemark.app.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tidemark.adaptation.NewTypes;
import dev.tidemark.app.settings.GuardSettings.Switch;
import dev.tidemark.model.Dtype;
import dev.tidemark.model.span.Aggregation;
import dev.tidemark.stream.InputFormat;
import dev.tidemark.stream.StreamSettings.GroupProtocol;
import dev.tidemark.stream.StreamSettings.Guarantee;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each setting: its default, and its way in from each source. A new setting is one line here. */
class SettingsTest {

  @TempDir Path folder;

  /** Setting, default, a text that is not the default, what that text means. */
  static Stream<Arguments> settings() {
    return Stream.of(
        arguments(Settings.MODEL_NER, "default", "/models/é", "/models/é"),
        arguments(Settings.MODEL_FILL_MASK, "auto", "none", "none"),
        arguments(Settings.FILL_MASK_TOP_K, 5, "100", 100),
        arguments(Settings.MODEL_ALIAS, "live", "canary", "canary"),
        arguments(Settings.DEVICE, "auto", "gpu:1", "gpu:1"),
        arguments(Settings.DTYPE, Dtype.AUTO, "bf16", Dtype.BF16),
        arguments(Settings.THREADS, 0, "3", 3),
        arguments(Settings.AGGREGATION, Aggregation.AUTO, "viterbi", Aggregation.VITERBI),
        arguments(Settings.WINDOW_TOKENS, 512, "256", 256),
        arguments(Settings.WINDOW_STRIDE, 128, "0", 0),
        arguments(Settings.TEXT_MAX_TOKENS, 500_000, "1000", 1000),
        arguments(Settings.BATCH_MAX_TOKENS, 0, "8192", 8192),
        arguments(Settings.BATCH_MAX_REQUESTS, 512, "7", 7),
        arguments(Settings.BATCH_LINGER, Duration.ofMillis(20), "1s", Duration.ofSeconds(1)),
        arguments(
            Settings.ROLES,
            Set.of(Role.TAGGER),
            " tagger , trainer ",
            Set.of(Role.TAGGER, Role.TRAINER)),
        arguments(Settings.APPLICATION_ID, "tidemark", "news-2", "news-2"),
        arguments(Settings.TOPICS_TEXTS, "texts", "in.put", "in.put"),
        arguments(Settings.TOPICS_TAGGED, "tagged", "out_put", "out_put"),
        arguments(Settings.TOPICS_DEAD_LETTERS, "dead-letters", "dlq", "dlq"),
        arguments(Settings.TOPICS_MODEL_EVENTS, "model-events", "models", "models"),
        arguments(Settings.TOPICS_CORRECTIONS, "corrections", "said", "said"),
        arguments(Settings.TOPICS_EXAMPLES, "examples", "truths", "truths"),
        arguments(Settings.INPUT_FORMAT, InputFormat.JSON, "text", InputFormat.TEXT),
        arguments(
            Settings.PROCESSING_GUARANTEE,
            Guarantee.EXACTLY_ONCE_V2,
            "at_least_once",
            Guarantee.AT_LEAST_ONCE),
        arguments(Settings.GROUP_PROTOCOL, GroupProtocol.CLASSIC, "streams", GroupProtocol.STREAMS),
        arguments(Settings.COMMIT_INTERVAL, Duration.ofMillis(500), "PT1S", Duration.ofSeconds(1)),
        arguments(Settings.STREAM_THREADS, 1, "4", 4),
        arguments(Settings.STREAM_MAX_IN_FLIGHT, 4000, "1", 1),
        arguments(Settings.STREAM_PATIENCE, Duration.ofSeconds(100), "30s", Duration.ofSeconds(30)),
        arguments(Settings.RESTART_BACKOFF, Duration.ofSeconds(1), "250ms", Duration.ofMillis(250)),
        arguments(
            Settings.RESTART_BACKOFF_MAX, Duration.ofSeconds(10), "50s", Duration.ofSeconds(50)),
        arguments(
            Settings.TRANSACTION_TIMEOUT, Duration.ofSeconds(120), "3m", Duration.ofMinutes(3)),
        arguments(Settings.CLOSE_TIMEOUT, Duration.ofSeconds(25), "2m", Duration.ofMinutes(2)),
        arguments(StoreSettings.URL, "./models", "s3://bucket/é", "s3://bucket/é"),
        arguments(StoreSettings.CACHE, "~/.cache/tidemark/models", "/tmp/x", "/tmp/x"),
        arguments(StoreSettings.KEEP, 10, "1", 1),
        arguments(StoreSettings.S3_ENDPOINT, "aws", "http://host:9000", "http://host:9000"),
        arguments(StoreSettings.S3_REGION, "auto", "eu-central-1", "eu-central-1"),
        arguments(StoreSettings.S3_PATH_STYLE, "false", "true", "true"),
        arguments(TrainerSettings.NAME, "news", "sport", "sport"),
        arguments(TrainerSettings.MIN_CORRECTIONS, 50, "200", 200),
        arguments(TrainerSettings.EVERY, Duration.ZERO, "24h", Duration.ofHours(24)),
        arguments(TrainerSettings.MIN_INTERVAL, Duration.ofMinutes(5), "0s", Duration.ZERO),
        arguments(TrainerSettings.SETTLE, Duration.ofSeconds(5), "0s", Duration.ZERO),
        arguments(TrainerSettings.RETRY_AFTER, Duration.ofSeconds(30), "2m", Duration.ofMinutes(2)),
        arguments(TrainerSettings.SNAPSHOT_EVERY, 50, "0", 0),
        arguments(TrainerSettings.REPLAY, "auto", "/data/a.tsv", "/data/a.tsv"),
        arguments(TrainerSettings.GOLDEN, "auto", "/data/b.tsv", "/data/b.tsv"),
        arguments(TrainerSettings.EPOCHS, 6, "12", 12),
        arguments(TrainerSettings.LEARNING_RATE, "1e-4", "0.01", "0.01"),
        arguments(TrainerSettings.KEEP, "0.5", "0", "0"),
        arguments(TrainerSettings.MLM_TEXTS, 0, "500", 500),
        arguments(TrainerSettings.NEW_TYPES, NewTypes.ALLOW, "reject", NewTypes.REJECT),
        arguments(TrainerSettings.PACE, "1", "0.5", "0.5"),
        arguments(GuardSettings.SHADOW_TEXTS, 200, "0", 0),
        arguments(GuardSettings.SHADOW_PERIOD, Duration.ofSeconds(10), "1h", Duration.ofHours(1)),
        arguments(GuardSettings.SHADOW_DISAGREEMENT, "0.5", "1", "1"),
        arguments(GuardSettings.ROLLBACK, Switch.ON, "off", Switch.OFF),
        arguments(GuardSettings.ROLLBACK_TEXTS, 20, "50", 50),
        arguments(GuardSettings.DRIFT_TEXTS, 500, "0", 0),
        arguments(GuardSettings.DRIFT_PAUSE, Duration.ofMinutes(1), "0s", Duration.ZERO),
        arguments(GuardSettings.DRIFT_CONFIDENCE, "0.04", "0.1", "0.1"),
        arguments(GuardSettings.DRIFT_TYPES, "0.25", "0", "0"),
        arguments(GuardSettings.DRIFT_WORDS, "0.4", "1", "1"),
        arguments(HttpSettings.ENABLED, "true", "false", "false"),
        arguments(HttpSettings.HOST, "127.0.0.1", "0.0.0.0", "0.0.0.0"),
        arguments(HttpSettings.PORT, 8080, "0", 0),
        arguments(HttpSettings.TOKEN_READ, "", "file:/run/t", "file:/run/t"),
        arguments(HttpSettings.TOKEN_ANNOTATE, "", "0123456789abcdef", "0123456789abcdef"),
        arguments(HttpSettings.TOKEN_OPERATE, "", "0123456789abcdeg", "0123456789abcdeg"),
        arguments(HttpSettings.TLS_KEYSTORE, "none", "/run/k.p12", "/run/k.p12"),
        arguments(HttpSettings.TLS_PASSWORD, "", "hush", "hush"),
        arguments(HttpSettings.MAX_BODY, 1_048_576, "4096", 4096),
        arguments(HttpSettings.RATE, 100, "5", 5),
        arguments(HttpSettings.MAX_CONNECTIONS, 1000, "10", 10),
        arguments(HttpSettings.MAX_CONNECTIONS_PER_ADDRESS, 100, "0", 0),
        arguments(IngestSettings.NAME, "ingest", "sport", "sport"),
        arguments(IngestSettings.EVERY, Duration.ofMinutes(5), "1h", Duration.ofHours(1)),
        arguments(IngestSettings.TOPIC_STATE, "ingest-state", "seen", "seen"),
        arguments(LogSettings.FORMAT, LogSettings.Format.TEXT, "json", LogSettings.Format.JSON),
        arguments(LogSettings.LEVEL, LogSettings.Level.INFO, "debug", LogSettings.Level.DEBUG),
        arguments(HealthSettings.MAX_LAG, 0, "10000", 10_000),
        arguments(
            HealthSettings.MAX_REBALANCE, Duration.ofSeconds(60), "5m", Duration.ofMinutes(5)),
        arguments(TracingSettings.MODE, TracingSettings.Mode.OFF, "w3c", TracingSettings.Mode.W3C),
        arguments(
            TracingSettings.ENDPOINT,
            "none",
            "http://c:4318/v1/traces",
            "http://c:4318/v1/traces"));
  }

  @Test
  void thisTestKnowsEverySetting() {
    assertThat(settings().<Object>map(row -> row.get()[0]))
        .containsExactlyElementsOf(Settings.CATALOGUE.settings());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("settings")
  <T> void default_(Setting<T> setting, T byDefault, String text, T meaning) {
    Configuration nothingGiven = load(null, Map.of(), Map.of(), List.of());

    assertThat(nothingGiven.get(setting)).isEqualTo(byDefault);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("settings")
  <T> void fromTheFile(Setting<T> setting, T byDefault, String text, T meaning) throws Exception {
    Path file = Files.writeString(folder.resolve("t.properties"), setting.name() + "=" + text);

    assertThat(load(file, Map.of(), Map.of(), List.of()).get(setting)).isEqualTo(meaning);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("settings")
  <T> void fromTheEnvironment(Setting<T> setting, T byDefault, String text, T meaning)
      throws Exception {
    // Spelt out here: the rule is part of what users rely on.
    String variable = setting.name().replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    Path file = wrongFile(setting);

    assertThat(load(file, Map.of(variable, text), Map.of(), List.of()).get(setting))
        .isEqualTo(meaning);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("settings")
  <T> void fromTheJvm(Setting<T> setting, T byDefault, String text, T meaning) throws Exception {
    Path file = wrongFile(setting);
    Map<String, String> environment = Map.of(setting.environmentName(), "?!");

    assertThat(load(file, environment, Map.of(setting.name(), text), List.of()).get(setting))
        .isEqualTo(meaning);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("settings")
  <T> void fromTheCommandLine(Setting<T> setting, T byDefault, String text, T meaning)
      throws Exception {
    Path file = wrongFile(setting);
    Map<String, String> environment = Map.of(setting.environmentName(), "?!");
    List<Flag> flags =
        List.of(
            new Flag("-D", setting.name(), "?!"),
            Flag.of("--option", setting, text),
            Flag.of("--unused", setting, null));

    assertThat(load(file, environment, Map.of(setting.name(), "?!"), flags).get(setting))
        .isEqualTo(meaning);
  }

  /** A value no setting accepts: were it not overridden, loading would fail. */
  private Path wrongFile(Setting<?> setting) throws Exception {
    return Files.writeString(folder.resolve("t.properties"), setting.name() + "=");
  }

  private static Configuration load(
      @Nullable Path file,
      Map<String, String> environment,
      Map<String, String> system,
      List<Flag> flags) {
    return ConfigurationLoader.load(new ConfigurationSources(file, environment, system, flags));
  }
}
