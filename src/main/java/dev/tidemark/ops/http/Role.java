package dev.tidemark.ops.http;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What somebody may do; each includes those before it. */
public enum Role {
  /** See what streams by, ask the model. */
  READ,
  /** Correct what the model said. */
  ANNOTATE,
  /** Decide which model serves. */
  OPERATE;

  /** This one and those it includes. */
  Set<Role> all() {
    return EnumSet.range(READ, this);
  }

  /** As it is written in settings and answers. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
