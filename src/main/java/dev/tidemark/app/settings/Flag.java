package dev.tidemark.app.settings;

import org.jspecify.annotations.Nullable;

/**
 * A setting given on the command line, where it beats every other source.
 *
 * @param origin what the user wrote: {@code -D} or the name of the option
 * @param value null when the option was not used
 */
public record Flag(String origin, String name, @Nullable String value) {

  /** An option that stands for a setting: {@code Flag.of("--roles", Settings.ROLES, roles)}. */
  public static Flag of(String option, Setting<?> setting, @Nullable String value) {
    return new Flag(option, setting.name(), value);
  }

  /** Never the value, which may be a secret. */
  @Override
  public String toString() {
    return origin + " " + name;
  }
}
