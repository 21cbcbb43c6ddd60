package dev.tidemark.training.data;

/** A data file cannot be used; the message says which, where and why. */
public final class DataFileException extends RuntimeException {

  public DataFileException(String message) {
    super(message);
  }

  DataFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
