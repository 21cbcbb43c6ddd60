package dev.tidemark.app.train;

import dev.tidemark.app.cli.Terminal;
import dev.tidemark.training.loop.Measured;
import dev.tidemark.training.loop.Stage;
import dev.tidemark.training.loop.TrainingListener;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/** Shows training on standard error: a bar on a terminal, a line now and then otherwise. */
public final class TrainingProgress<M extends Measured>
    implements TrainingListener<M>, AutoCloseable {

  private static final int BAR_WIDTH = 100;
  private static final int COLUMN_WIDTH = 13;
  private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(30);

  private final PrintStream err;
  private final TrainingReport<M> report;
  private final boolean terminal = Terminal.isError();
  private @Nullable ProgressBar bar;
  private boolean headed;
  private long lastLine = System.nanoTime();

  public TrainingProgress(PrintStream err, TrainingReport<M> report) {
    this.err = err;
    this.report = report;
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
  public void stage(Stage<M> stage) {
    if (!headed) {
      err.printf("%n%7s %14s", "epoch", "training loss");
      report.columns().forEach(column -> err.printf(" %" + width(column) + "s", column));
      err.println();
      headed = true;
    }
    err.printf(Locale.ROOT, "%7s %14.4f", passes(stage.epoch()), stage.trainLoss());
    M measured = stage.measured();
    if (measured != null) {
      for (int i = 0; i < report.columns().size(); i++) {
        err.printf(
            Locale.ROOT,
            " %" + width(report.columns().get(i)) + ".4f",
            report.row(measured).get(i));
      }
    }
    err.println();
  }

  /** Whole epochs as such, parts with two digits. */
  public static String passes(double epochs) {
    return epochs == Math.rint(epochs)
        ? Long.toString((long) epochs)
        : String.format(Locale.ROOT, "%.2f", epochs);
  }

  private static int width(String column) {
    return Math.max(COLUMN_WIDTH, column.length());
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
