package dev.tidemark.model.store;

/** Another publisher was faster: the number is given already. The next one may be free. */
public final class VersionTakenException extends StoreException {

  public VersionTakenException(ModelVersion version) {
    super("%s has been published by somebody else".formatted(version));
  }
}
