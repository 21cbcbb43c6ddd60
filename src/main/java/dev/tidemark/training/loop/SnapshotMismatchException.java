package dev.tidemark.training.loop;

/** A training cannot go on from the snapshot that is there; the message says why. */
public final class SnapshotMismatchException extends RuntimeException {

  SnapshotMismatchException(String message) {
    super(message);
  }

  SnapshotMismatchException(String message, Throwable cause) {
    super(message, cause);
  }
}
