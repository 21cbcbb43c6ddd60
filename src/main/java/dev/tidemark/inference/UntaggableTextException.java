package dev.tidemark.inference;

/** This very text cannot be tagged, however often one tries; it belongs among the dead letters. */
public final class UntaggableTextException extends RuntimeException {

  public UntaggableTextException(String message) {
    super(message);
  }

  public UntaggableTextException(String message, Throwable cause) {
    super(message, cause);
  }
}
