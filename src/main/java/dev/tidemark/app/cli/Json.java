package dev.tidemark.app.cli;

import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * How commands, and what they write to topics, make and read JSON: as Jackson does it by itself.
 */
public final class Json {

  /** Shared, and configured no further. */
  public static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}
}
