package dev.tidemark.app;

import dev.tidemark.app.topics.KafkaCommand;
import dev.tidemark.app.topics.TopicsCommand;
import java.util.List;

/** What {@code ./tidemark} can do. A new command is a class in this package and a line here. */
final class Commands {

  static final List<Class<?>> ALL =
      List.of(
          DemoCommand.class,
          RunCommand.class,
          IngestCommand.class,
          TagCommand.class,
          FillMaskCommand.class,
          TrainCommand.class,
          EvalCommand.class,
          AdaptCommand.class,
          BenchCommand.class,
          ModelsCommand.class,
          TopicsCommand.class,
          KafkaCommand.class,
          ConfigDocsCommand.class,
          MetricsDocsCommand.class);

  private Commands() {}
}
