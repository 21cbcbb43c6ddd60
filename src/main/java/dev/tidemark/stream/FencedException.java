package dev.tidemark.stream;

import org.apache.kafka.common.KafkaException;

/** Another process has taken over what this one wrote; its message is for people. */
public final class FencedException extends KafkaException {

  private static final long serialVersionUID = 1L;

  FencedException(String topic, Throwable cause) {
    super("another process has taken over the writing to " + topic, cause);
  }
}
