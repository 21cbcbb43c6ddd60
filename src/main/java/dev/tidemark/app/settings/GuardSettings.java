package dev.tidemark.app.settings;

import java.time.Duration;
import java.util.List;

/** The settings of what watches over the live model. */
public final class GuardSettings {

  /** Whether something is done. */
  public enum Switch {
    ON,
    OFF
  }

  public static final Setting<Integer> SHADOW_TEXTS =
      Setting.of(
          "tidemark.adaptation.shadow-texts",
          SettingType.integer(0, 100_000),
          200,
          "So many live texts a candidate tags beside the live model before it may serve; 0 for"
              + " none.");

  public static final Setting<Duration> SHADOW_PERIOD =
      Setting.of(
          "tidemark.adaptation.shadow-period",
          SettingType.duration(Duration.ZERO, Duration.ofDays(7)),
          Duration.ofSeconds(10),
          "So long a candidate waits before that for texts that are newer than its training.");

  public static final Setting<String> SHADOW_DISAGREEMENT =
      Setting.of(
          "tidemark.adaptation.shadow-disagreement",
          SettingType.matching("0(\\.\\d+)?|1(\\.0+)?", "a number from 0 to 1"),
          "0.5",
          "Share of the live model's entities in these texts that a candidate may take away or"
              + " change.");

  public static final Setting<Switch> ROLLBACK =
      Setting.of(
          "tidemark.adaptation.rollback",
          SettingType.choice(Switch.class),
          Switch.ON,
          "Whether a promotion by the trainer is taken back when later corrections agree better"
              + " with the former model.");

  public static final Setting<Integer> ROLLBACK_TEXTS =
      Setting.of(
          "tidemark.adaptation.rollback-texts",
          SettingType.integer(5, 100_000),
          20,
          "Corrections since the promotion below which none is taken back.");

  public static final Setting<Integer> DRIFT_TEXTS =
      Setting.of(
          "tidemark.drift.texts",
          SettingType.integer(0, 1_000_000),
          500,
          "The first so many texts of a live model are what its later texts are compared with, as"
              + " many at a time; 0 to watch nothing.");

  public static final Setting<Duration> DRIFT_PAUSE =
      Setting.of(
          "tidemark.drift.pause",
          SettingType.duration(Duration.ZERO, Duration.ofDays(7)),
          Duration.ofMinutes(1),
          "Between two comparisons texts are passed over for so long, which spares the processor.");

  public static final Setting<String> DRIFT_CONFIDENCE =
      threshold(
          "tidemark.drift.confidence",
          "0.04",
          "How far the mean probability of entities may fall before the texts have drifted; 0 for"
              + " never.");

  public static final Setting<String> DRIFT_TYPES =
      threshold(
          "tidemark.drift.types",
          "0.25",
          "How large the population stability index of the entity types may get; 0 for never.");

  public static final Setting<String> DRIFT_WORDS =
      threshold(
          "tidemark.drift.words",
          "0.4",
          "How far the model's loss on hidden words may rise, in nats; 0 for never.");

  private static Setting<String> threshold(String name, String value, String doc) {
    return Setting.of(
        name, SettingType.matching("\\d{1,3}(\\.\\d+)?", "a number from 0"), value, doc);
  }

  /** All of the above. */
  static final List<Setting<?>> ALL =
      List.of(
          SHADOW_TEXTS,
          SHADOW_PERIOD,
          SHADOW_DISAGREEMENT,
          ROLLBACK,
          ROLLBACK_TEXTS,
          DRIFT_TEXTS,
          DRIFT_PAUSE,
          DRIFT_CONFIDENCE,
          DRIFT_TYPES,
          DRIFT_WORDS);

  private GuardSettings() {}
}
