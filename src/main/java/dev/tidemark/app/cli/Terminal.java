package dev.tidemark.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether a stream leads to a person. {@code System.console()} answers only for input and output
 * together; here output alone counts. Where the operating system does not tell ({@code /proc} is
 * Linux), the answer is no, and what is printed is plain.
 */
public final class Terminal {

  private static final int STANDARD_OUTPUT = 1;
  private static final int STANDARD_ERROR = 2;

  private Terminal() {}

  public static boolean isOutput() {
    return leadsToTerminal(STANDARD_OUTPUT);
  }

  public static boolean isError() {
    return leadsToTerminal(STANDARD_ERROR);
  }

  private static boolean leadsToTerminal(int descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }
}
