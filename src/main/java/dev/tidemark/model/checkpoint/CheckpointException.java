package dev.tidemark.model.checkpoint;

import java.util.List;

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

  /** Whether a file of this name can run code when it is loaded. */
  public static boolean isPickle(String name) {
    return name.endsWith(".bin") || name.endsWith(".pt");
  }

  /**
   * There are weights, but only in files that Tidemark does not open.
   *
   * @param holder what holds them
   * @param source what {@code from_pretrained} in Python is to be given to convert them
   */
  public static CheckpointException onlyPickles(
      Object holder, List<String> pickles, String source) {
    return new CheckpointException(
        "%s holds only %s, a pickle, which can run code when it is loaded, so Tidemark refuses it. Convert it once where you trust it: python -c \"from transformers import AutoModelForTokenClassification as M; M.from_pretrained(%s).save_pretrained('OUT', safe_serialization=True)\""
            .formatted(holder, String.join(", ", pickles), source));
  }
}
