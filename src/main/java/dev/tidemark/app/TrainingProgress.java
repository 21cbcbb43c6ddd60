package dev.tidemark.app;

import dev.tidemark.app.cli.Terminal;
import dev.tidemark.training.TaggingTraining;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/** Shows training on standard error: a bar on a terminal, a line now and then otherwise. */
final class TrainingProgress implements TaggingTraining.Listener, AutoCloseable {

  private static final int BAR_WIDTH = 100;
  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(30);

  private final PrintStream err;
  private final boolean terminal = Terminal.isError();
  private @Nullable ProgressBar bar;
  private boolean headed;
  private long lastLine = System.nanoTime();

  TrainingProgress(PrintStream err) {
    this.err = err;
  }

  @Override
  public void step(int step, int steps, int epoch, double loss) {
    if (!terminal) {
      maybeLine(step, steps, epoch, loss);
      return;
    }
    if (bar == null) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("training")
              .setInitialMax(steps)
              .setConsumer(new ConsoleProgressBarConsumer(err, BAR_WIDTH))
              .build();
    }
    bar.stepTo(step);
    bar.setExtraMessage(String.format(Locale.ROOT, "epoch %d loss %.4f", epoch, loss));
  }

  /** A sign of life every so often, for logs. */
  private void maybeLine(int step, int steps, int epoch, double loss) {
    if (System.nanoTime() - lastLine > SIGN_OF_LIFE.toNanos()) {
      lastLine = System.nanoTime();
      err.printf(Locale.ROOT, "step %d of %d (epoch %d), loss %.4f%n", step, steps, epoch, loss);
    }
  }

  @Override
  public void epoch(TaggingTraining.Epoch epoch) {
    if (!headed) {
      err.printf(
          "%n%5s %13s %15s %9s %9s %9s %9s%n",
          "epoch", "training loss", "validation loss", "precision", "recall", "f1", "accuracy");
      headed = true;
    }
    err.printf(Locale.ROOT, "%5d %13.4f", epoch.epoch(), epoch.trainLoss());
    if (epoch.report() != null) {
      err.printf(
          Locale.ROOT,
          " %15.4f %9.4f %9.4f %9.4f %9.4f",
          epoch.validationLoss(),
          epoch.report().micro().precision(),
          epoch.report().micro().recall(),
          epoch.report().micro().f1(),
          epoch.report().accuracy());
    }
    err.println();
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
