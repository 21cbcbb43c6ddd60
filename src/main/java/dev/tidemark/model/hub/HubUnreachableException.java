package dev.tidemark.model.hub;

/** The Hub does not answer, or not in a useful way; what is in the cache can still be used. */
final class HubUnreachableException extends HubException {

  HubUnreachableException(String message, Throwable cause) {
    super(message, cause);
  }
}
