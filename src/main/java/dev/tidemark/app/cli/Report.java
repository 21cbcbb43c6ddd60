package dev.tidemark.app.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;

/** What a command found out: one JSON object for programs, a few lines for people. */
public interface Report {

  ObjectNode json();

  void print(PrintStream out);

  /** Tells it in one form or the other, on standard output. */
  default void tell(Shell shell, boolean asJson) {
    if (asJson) {
      shell.out().println(json());
    } else {
      print(shell.out());
    }
  }
}
