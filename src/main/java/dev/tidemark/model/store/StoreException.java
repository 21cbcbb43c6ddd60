package dev.tidemark.model.store;

import org.jspecify.annotations.Nullable;

/**
 * The model store could not do what was asked; the message is one line that says what and what to
 * do. What has a subclass can be acted on.
 */
public class StoreException extends RuntimeException {

  public StoreException(String message) {
    super(message);
  }

  public StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
