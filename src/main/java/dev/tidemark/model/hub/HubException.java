package dev.tidemark.model.hub;

import org.jspecify.annotations.Nullable;

/**
 * A model could not be fetched, though it may be another time: the network, a damaged file, the
 * cache folder. The message is one line for the user: what happened and what to do. No message
 * holds a token or the query of an address.
 */
public class HubException extends RuntimeException {

  HubException(String message) {
    this(message, null);
  }

  HubException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
