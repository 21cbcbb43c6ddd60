package dev.tidemark.app.cli;

/** What a process of Tidemark says when it ends. */
final class ExitCode {

  public static final int DONE = 0;

  /** It ran and failed; the same command may succeed later. */
  public static final int FAILED = 1;

  /** Wrong usage or configuration; the same command never succeeds. */
  public static final int USAGE = 2;

  private ExitCode() {}
}
