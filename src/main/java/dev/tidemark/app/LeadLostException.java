package dev.tidemark.app;

/** This process may not go on with a run; its message is for people. */
final class LeadLostException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  LeadLostException(String message) {
    super(message);
  }
}
