package dev.tidemark.stream;

import org.apache.kafka.streams.errors.StreamsException;
import org.jspecify.annotations.Nullable;

/**
 * A task cannot go on. The message says where and, if one knows, what to do; a type of our own
 * tells it from what Kafka Streams wraps around it ({@link FailureMessage}).
 */
final class TaggingFailedException extends StreamsException {

  private static final long serialVersionUID = 1L;

  TaggingFailedException(String message) {
    super(message);
  }

  TaggingFailedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
