package dev.tidemark.app;

import dev.tidemark.app.cli.Cli;
import dev.tidemark.app.cli.Surroundings;

/** Where Tidemark starts. */
public final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    System.exit(new Cli(Commands.ALL).run(Surroundings.ofProcess(), arguments));
  }
}
