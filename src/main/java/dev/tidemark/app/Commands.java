package dev.tidemark.app;

import dev.tidemark.app.bench.BenchCommand;
import dev.tidemark.app.demo.DemoCommand;
import dev.tidemark.app.ingest.IngestCommand;
import dev.tidemark.app.models.ModelsCommand;
import dev.tidemark.app.tagger.FillMaskCommand;
import dev.tidemark.app.tagger.TagCommand;
import dev.tidemark.app.topics.KafkaCommand;
import dev.tidemark.app.topics.TopicsCommand;
import dev.tidemark.app.train.EvalCommand;
import dev.tidemark.app.train.TrainCommand;
import dev.tidemark.app.trainer.AdaptCommand;
import java.util.List;

/** What {@code ./tidemark} can do. A new command is a class in this package and a line here. */
public final class Commands {

  public static final List<Class<?>> ALL =
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
