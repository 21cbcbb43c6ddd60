package dev.tidemark.app.settings;

import dev.tidemark.adaptation.NewTypes;
import java.time.Duration;
import java.util.List;

/** The settings of learning from corrections. */
public final class TrainerSettings {

  public static final Setting<String> NAME =
      Setting.of(
          "tidemark.adaptation.name",
          SettingType.matching(
              "(?!newswire$)[A-Za-z0-9][A-Za-z0-9._-]{0,99}", "a name, not newswire"),
          "news",
          "What the store calls the models that the trainer makes: news@1, news@2 and so on.");

  public static final Setting<Integer> MIN_CORRECTIONS =
      Setting.of(
          "tidemark.adaptation.min-corrections",
          SettingType.integer(1, 1_000_000),
          50,
          "So many new corrections make a training run due.");

  public static final Setting<Duration> EVERY =
      Setting.of(
          "tidemark.adaptation.every",
          SettingType.duration(Duration.ZERO, Duration.ofDays(365)),
          Duration.ZERO,
          "After so long since the last run a single new correction makes one due; 0s for never.");

  public static final Setting<Duration> MIN_INTERVAL =
      Setting.of(
          "tidemark.adaptation.min-interval",
          SettingType.duration(Duration.ZERO, Duration.ofDays(365)),
          Duration.ofMinutes(5),
          "Two runs do not begin closer together than this.");

  public static final Setting<Duration> SETTLE =
      Setting.of(
          "tidemark.adaptation.settle",
          SettingType.duration(Duration.ZERO, Duration.ofHours(1)),
          Duration.ofSeconds(5),
          "A run that is due waits until no correction has arrived for so long, so that it learns from all of a burst; at"
              + " most ten times as long.");

  public static final Setting<Duration> RETRY_AFTER =
      Setting.of(
          "tidemark.adaptation.retry-after",
          SettingType.duration(Duration.ofMillis(100), Duration.ofHours(1)),
          Duration.ofSeconds(30),
          "A run that failed (the store is away, its disk is full) is tried again after so long.");

  public static final Setting<Integer> SNAPSHOT_EVERY =
      Setting.of(
          "tidemark.adaptation.snapshot-every",
          SettingType.integer(0, 1_000_000),
          50,
          "After so many optimizer steps, and after each pass, a training run is kept in tidemark.store.cache (three times the"
              + " model's size), and a trainer that was killed goes on from there; 0 to begin again instead.");

  public static final Setting<String> REPLAY =
      Setting.of(
          "tidemark.adaptation.replay",
          SettingType.text("'auto', or a file of labelled words"),
          "auto",
          "What the trainer lets a model rehearse so that it forgets nothing; auto takes the news"
              + " that come with Tidemark where the model knows their types. Recent texts, labelled by"
              + " the live model, come on top.");

  public static final Setting<String> GOLDEN =
      Setting.of(
          "tidemark.adaptation.golden",
          SettingType.text("'auto', or a file of labelled words"),
          "auto",
          "What a candidate must not become worse at; auto holds out half of the above.");

  public static final Setting<Integer> EPOCHS =
      Setting.of(
          "tidemark.adaptation.epochs",
          SettingType.integer(1, 1000),
          6,
          "Passes over the corrections in a run.");

  public static final Setting<String> LEARNING_RATE =
      Setting.of(
          "tidemark.adaptation.learning-rate",
          SettingType.matching("\\d*\\.?\\d+([eE]-?\\d{1,2})?", "a number such as 1e-4"),
          "1e-4",
          "The highest learning rate of a run.");

  public static final Setting<String> KEEP =
      Setting.of(
          "tidemark.adaptation.keep",
          SettingType.matching("0(\\.\\d+)?", "a number from 0 to below 1"),
          "0.5",
          "How much of the live model's weights is mixed into a candidate's, so that it forgets less.");

  public static final Setting<Integer> MLM_TEXTS =
      Setting.of(
          "tidemark.adaptation.mlm-texts",
          SettingType.integer(0, 100_000),
          0,
          "So many recent texts a model reads before it learns from corrections, guessing hidden words,"
              + " where it has a head for that.");

  public static final Setting<NewTypes> NEW_TYPES =
      Setting.of(
          "tidemark.adaptation.new-types",
          SettingType.choice(NewTypes.class),
          NewTypes.ALLOW,
          "What becomes of corrections with types that the model does not know: learnt, or refused.");

  public static final Setting<String> PACE =
      Setting.of(
          "tidemark.adaptation.pace",
          SettingType.matching("1|0?\\.\\d*[1-9]\\d*", "a number above 0, to 1"),
          "1",
          "Share of the time in which a training computes; it rests for the remainder, so that tagging"
              + " on the same machine goes on faster.");

  /** All of the above, in the order in which they are documented. */
  static final List<Setting<?>> ALL =
      List.of(
          NAME,
          MIN_CORRECTIONS,
          EVERY,
          MIN_INTERVAL,
          SETTLE,
          RETRY_AFTER,
          SNAPSHOT_EVERY,
          REPLAY,
          GOLDEN,
          EPOCHS,
          LEARNING_RATE,
          KEEP,
          MLM_TEXTS,
          NEW_TYPES,
          PACE);

  private TrainerSettings() {}
}
