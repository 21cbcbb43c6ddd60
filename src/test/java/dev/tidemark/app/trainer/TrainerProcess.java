package dev.tidemark.app.trainer;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import dev.tidemark.adaptation.AdaptationMetrics;
import dev.tidemark.app.Given;
import dev.tidemark.app.kafka.StreamWiring;
import dev.tidemark.app.settings.Configuration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;

/**
 * A trainer in a JVM of its own: {@code HOLD_AT DELETE_AFTER_FAILURE NAME=VALUE…}. At the step
 * whose log line holds the first text it stands still, so that it can be killed just there.
 */
final class TrainerProcess {

  /** Printed when it stands still. */
  static final String HELD = "held at its step";

  private TrainerProcess() {}

  public static void main(String[] args) throws Exception {
    Configuration settings = Given.of(List.of(args).subList(2, args.length)).settings();
    if (LoggerFactory.getLogger("dev.tidemark") instanceof Logger log) {
      Steps steps = new Steps(args[0], args[1]);
      steps.setContext(log.getLoggerContext());
      steps.start();
      log.setLevel(Level.INFO);
      log.addAppender(steps);
    }
    try (Trainer trainer =
        new Trainer(
            settings,
            StreamWiring.bootstrapServers(settings),
            1 << 20,
            InstantSource.system(),
            AdaptationMetrics.NONE)) {
      trainer.start();
      trainer.ended().join();
    }
  }

  /** Logging happens on the thread that works, in its order: whoever does not return holds it. */
  private static final class Steps extends UnsynchronizedAppenderBase<ILoggingEvent> {

    private final String holdAt;
    private final String deleteAfterFailure;

    Steps(String holdAt, String deleteAfterFailure) {
      this.holdAt = holdAt;
      this.deleteAfterFailure = deleteAfterFailure;
    }

    @Override
    protected void append(ILoggingEvent event) {
      String message = event.getFormattedMessage();
      if (!deleteAfterFailure.isEmpty() && message.startsWith("the run failed")) {
        try {
          Files.deleteIfExists(Path.of(deleteAfterFailure));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      if (!holdAt.isEmpty() && message.contains(holdAt)) {
        System.err.println(HELD);
        try {
          new CountDownLatch(1).await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }
}
