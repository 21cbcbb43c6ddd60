package dev.tidemark.app.settings;

/** What a crash may do to a record: nothing, or tag it twice. Never: lose it. */
public enum ProcessingGuarantee {
  EXACTLY_ONCE_V2,
  AT_LEAST_ONCE
}
