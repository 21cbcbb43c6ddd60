package dev.tidemark.app.ingest;

/** A line holds no text, and the user wants to know rather than go on. */
final class BadLineException extends RuntimeException {

  BadLineException(String source, long line, String reason) {
    super("%s:%d: %s".formatted(source, line, reason));
  }
}
