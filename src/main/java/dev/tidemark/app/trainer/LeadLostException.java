package dev.tidemark.app.trainer;

/** This process may not go on with a run; its message is for people. */
final class LeadLostException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  LeadLostException(String message) {
    super(message);
  }
}
