package dev.tidemark.app.models;

import dev.tidemark.app.cli.Terminal;
import dev.tidemark.model.hub.DownloadListener;
import dev.tidemark.model.hub.HubModel;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows on standard error what a download does: large files as a bar on a terminal, as one line of
 * the log elsewhere; retries and the like as lines of the log.
 */
final class DownloadProgress implements DownloadListener, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DownloadProgress.class);
  private static final int BAR_WIDTH = 100;
  private static final long LARGE = 5 << 20;
  private static final double MEGABYTE = 1e6;

  private final boolean terminal = Terminal.isError();
  private @Nullable ProgressBar bar;

  @Override
  public void started(HubModel model, String file, long have, long size) {
    if (size < LARGE) {
      return;
    }
    if (terminal) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(file)
              .setInitialMax(size)
              .startsFrom(have, Duration.ZERO)
              .setUnit(" MB", (long) MEGABYTE)
              .setConsumer(new ConsoleProgressBarConsumer(System.err, BAR_WIDTH))
              .build();
    } else {
      LOG.info(
          "fetching {} of {}, {} MB{}",
          file,
          model,
          megabytes(size),
          have > 0 ? ", of which " + megabytes(have) + " are there already" : "");
    }
  }

  @Override
  public void received(long bytes) {
    if (bar != null) {
      bar.stepTo(bytes);
    }
  }

  @Override
  public void finished() {
    close();
  }

  @Override
  public void notice(String what) {
    LOG.warn("{}", what);
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f", bytes / MEGABYTE);
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
