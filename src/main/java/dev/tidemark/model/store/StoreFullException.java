package dev.tidemark.model.store;

import org.jspecify.annotations.Nullable;

/** There is no room left; what was written so far has been removed. */
public final class StoreFullException extends StoreException {

  public StoreFullException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
