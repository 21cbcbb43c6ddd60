package dev.tidemark.ops.health;

/**
 * What a check found.
 *
 * @param ok whether all is well
 * @param reason in a few words, also where all is well
 */
record Verdict(boolean ok, String reason) {

  static Verdict ok(String reason) {
    return new Verdict(true, reason);
  }

  static Verdict bad(String reason) {
    return new Verdict(false, reason);
  }
}
