package dev.tidemark.batch;

import org.jspecify.annotations.Nullable;

/** The device or its model is beyond use; no further batch is worth trying on it. */
public final class DeviceFailedException extends RuntimeException {

  public DeviceFailedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
