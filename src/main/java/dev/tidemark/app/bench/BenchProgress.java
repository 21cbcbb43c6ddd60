package dev.tidemark.app.bench;

import dev.tidemark.app.cli.Terminal;
import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/** Shows on a terminal how far a benchmark is; says nothing otherwise, it takes minutes at most. */
final class BenchProgress implements AutoCloseable {

  private static final int BAR_WIDTH = 80;

  private final @Nullable ProgressBar bar;

  BenchProgress(PrintStream err, int steps) {
    this.bar =
        Terminal.isError()
            ? new ProgressBarBuilder()
                .setTaskName("measuring")
                .setInitialMax(steps)
                .setConsumer(new ConsoleProgressBarConsumer(err, BAR_WIDTH))
                .build()
            : null;
  }

  void step() {
    if (bar != null) {
      bar.step();
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
