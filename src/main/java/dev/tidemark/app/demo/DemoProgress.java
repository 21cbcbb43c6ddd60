package dev.tidemark.app.demo;

import java.io.PrintStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/** Records back of records sent, as a bar on a terminal where nothing else is printed. */
final class DemoProgress implements AutoCloseable {

  private static final int WIDTH = 100;

  private final PrintStream err;
  private final boolean shown;
  private @Nullable ProgressBar bar;

  DemoProgress(PrintStream err, boolean shown) {
    this.err = err;
    this.shown = shown;
  }

  void show(long back, long sent) {
    if (!shown) {
      return;
    }
    if (bar == null) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("tagged")
              .setInitialMax(sent)
              .setConsumer(new ConsoleProgressBarConsumer(err, WIDTH))
              .build();
    }
    bar.maxHint(sent);
    bar.stepTo(back);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
