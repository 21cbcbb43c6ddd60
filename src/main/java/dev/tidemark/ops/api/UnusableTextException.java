package dev.tidemark.ops.api;

import org.jspecify.annotations.Nullable;

/** What the stream would make a dead letter of. */
public final class UnusableTextException extends RuntimeException {

  /** Where it failed, as the dead letter's header says. */
  public enum Stage {
    /** It is no record with a text. */
    READ,
    /** The model cannot tag this very text. */
    TAG,
    /** The result is too large. */
    WRITE
  }

  private final Stage stage;

  /**
   * As the dead letter would say.
   *
   * @param reason for its sender
   */
  public UnusableTextException(Stage stage, String reason, @Nullable Throwable cause) {
    super(reason, cause);
    this.stage = stage;
  }

  Stage stage() {
    return stage;
  }
}
