package dev.tidemark.ops.http;

/** What the log says of a failure: its kinds and where it happened, never its words. */
final class Failure {

  private static final String OURS = "dev.tidemark.";

  private Failure() {}

  /** {@code java.lang.IllegalStateException at dev.tidemark.X.y(X.java:12)}, causes likewise. */
  static String describe(Throwable failure) {
    StringBuilder text = new StringBuilder();
    int depth = 0;
    for (Throwable t = failure; t != null && depth < 5; t = t.getCause(), depth++) {
      text.append(depth == 0 ? "" : ", by ").append(t.getClass().getName());
      for (StackTraceElement frame : t.getStackTrace()) {
        if (frame.getClassName().startsWith(OURS)) {
          text.append(" at ").append(frame);
          break;
        }
      }
    }
    return text.toString();
  }
}
