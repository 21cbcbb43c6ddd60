package dev.tidemark.app;

import dev.tidemark.app.cli.Cli;
import dev.tidemark.app.cli.Surroundings;
import dev.tidemark.app.process.SecondCompiler;

/** Where Tidemark starts. */
public final class Main {

  private Main() {}

  public static void main(String[] arguments) {
    SecondCompiler.onlyForHotLoops();
    System.exit(new Cli(Commands.ALL).run(Surroundings.ofProcess(), arguments));
  }
}
