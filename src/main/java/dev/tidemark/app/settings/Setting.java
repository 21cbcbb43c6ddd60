package dev.tidemark.app.settings;

import java.util.Locale;

/**
 * The one declaration of a setting.
 *
 * @param name its name in the properties file, {@code tidemark.…}
 * @param type what its values are and how they are written
 * @param defaultValue what holds when nobody sets it
 * @param doc what it does, in one sentence
 * @param secret its value is never printed
 */
public record Setting<T>(
    String name, SettingType<T> type, T defaultValue, String doc, boolean secret) {

  /** Every name starts so; what does not is none of Tidemark's settings. */
  static final String PREFIX = "tidemark.";

  public Setting {
    if (!name.matches("tidemark(\\.[a-z][a-z0-9]*(-[a-z]+)*)+")) {
      throw new IllegalArgumentException(name + " is no name for a setting");
    }
    if (name.startsWith(Configuration.KAFKA_PREFIX)) {
      throw new IllegalArgumentException(name + " would be taken for one of Kafka's own");
    }
    if (!doc.endsWith(".")) {
      throw new IllegalArgumentException("the doc of " + name + " is no sentence");
    }
    // A default that the setting itself refuses would only show once somebody writes it down.
    if (!type.parse(type.format(defaultValue)).equals(defaultValue)) {
      throw new IllegalArgumentException("the default of " + name + " does not survive writing");
    }
  }

  static <T> Setting<T> of(String name, SettingType<T> type, T defaultValue, String doc) {
    return new Setting<>(name, type, defaultValue, doc, false);
  }

  static <T> Setting<T> secret(String name, SettingType<T> type, T defaultValue, String doc) {
    return new Setting<>(name, type, defaultValue, doc, true);
  }

  /** {@code TIDEMARK_BATCH_MAX_TOKENS} for {@code tidemark.batch.max-tokens}. */
  String environmentName() {
    return environmentName(name);
  }

  /** The default as it would stand in a properties file. */
  public String defaultText() {
    return type.format(defaultValue);
  }

  static String environmentName(String name) {
    return name.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
  }
}
