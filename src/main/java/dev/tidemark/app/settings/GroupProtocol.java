package dev.tidemark.app.settings;

/** Who assigns partitions to instances: a client (classic), or the broker (KIP-1071). */
public enum GroupProtocol {
  CLASSIC,
  STREAMS
}
