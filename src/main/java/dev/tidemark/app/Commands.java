package dev.tidemark.app;

import java.util.List;

/** What {@code ./tidemark} can do. A new command is a class in this package and a line here. */
final class Commands {

  static final List<Class<?>> ALL =
      List.of(TrainCommand.class, EvalCommand.class, ConfigDocsCommand.class);

  private Commands() {}
}
