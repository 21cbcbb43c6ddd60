package dev.tidemark.model.hub;

/**
 * What was named cannot be had by that name: no such model or revision, no access, not in the cache
 * while offline, or a repository that Tidemark does not read. Trying again changes nothing.
 */
public final class ModelUnavailableException extends HubException {

  ModelUnavailableException(String message) {
    super(message);
  }
}
