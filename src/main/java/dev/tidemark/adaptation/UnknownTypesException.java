package dev.tidemark.adaptation;

/** Corrections speak of entity types that the model does not know and may not learn. */
public final class UnknownTypesException extends RuntimeException {

  public UnknownTypesException(String message) {
    super(message);
  }
}
