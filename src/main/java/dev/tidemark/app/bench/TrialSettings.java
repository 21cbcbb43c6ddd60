package dev.tidemark.app.bench;

import dev.tidemark.app.settings.Configuration;
import dev.tidemark.app.settings.Flag;

/** Makes the settings of a trial. */
@FunctionalInterface
interface TrialSettings {

  /** Settings with topics and an application of this trial's own. */
  Configuration of(String trial, Flag... more);

  /** For what is common to all trials. */
  default Configuration common() {
    return of("0");
  }
}
