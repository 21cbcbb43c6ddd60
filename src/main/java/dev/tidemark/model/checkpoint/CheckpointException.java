package dev.tidemark.model.checkpoint;

/**
 * A checkpoint folder cannot be used; the message says which file, what is wrong with it, and what
 * to do.
 */
public final class CheckpointException extends RuntimeException {

  public CheckpointException(String message) {
    super(message);
  }

  public CheckpointException(String message, Throwable cause) {
    super(message, cause);
  }
}
