package dev.tidemark.app.demo;

import static java.util.Objects.requireNonNull;

import dev.tidemark.app.cli.CommandFailedException;
import dev.tidemark.app.cli.Shell;
import dev.tidemark.app.cli.Terminal;
import dev.tidemark.app.cli.UsageException;
import dev.tidemark.app.instance.Instance;
import dev.tidemark.stream.TaggingStreams;
import dev.tidemark.stream.TaggingTopology;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The demo itself: a feed goes in, and what is tagged is shown as it comes out. */
final class DemoTagging {

  private static final Duration POLL = Duration.ofMillis(100);

  /**
   * What is asked for.
   *
   * @param feed null for the one that comes with Tidemark
   * @param pace records a second; 0 for as fast as possible
   * @param endless whether the feed starts again when it ends
   * @param json whether standard output is for the summary alone
   * @param output where the tagged records go, too; null for nowhere
   */
  record Plan(
      @Nullable String feed,
      double pace,
      boolean endless,
      boolean json,
      @Nullable Path output,
      int partitions) {}

  private final Shell shell;
  private final Plan plan;
  private final BooleanSupplier stopping;

  /**
   * @param stopping asked again and again
   */
  DemoTagging(Shell shell, Plan plan, BooleanSupplier stopping) {
    this.shell = shell;
    this.plan = plan;
    this.stopping = stopping;
  }

  /** Starts the instance; ends when all is tagged, or when it is told to stop. */
  DemoSummary run(Instance instance, TaggingTopology.Topics topics)
      throws IOException, InterruptedException {
    TaggingStreams streams = requireNonNull(instance.streams());
    String bootstrap = instance.bootstrap();
    try (DemoSender sender =
            new DemoSender(
                bootstrap, topics.texts(), plan.feed, shell.in(), plan.endless, plan.pace);
        DemoReceiver receiver =
            new DemoReceiver(
                bootstrap,
                topics,
                plan.json ? null : shell.out(),
                new Highlighter(Terminal.isOutput()),
                plan.output)) {
      instance.start();
      long started = System.nanoTime();
      sender.start();
      long last = receiveAll(streams, sender, receiver, started);
      return DemoSummary.of(
          sender.sent(),
          receiver.tagged(),
          receiver.deadLetters(),
          receiver.entities(),
          (last - started) / 1e9,
          requireNonNull(instance.live()).first(),
          plan.partitions);
    }
  }

  /** Until everything sent has come back, or Ctrl-C; answers when the last record came. */
  private long receiveAll(
      TaggingStreams streams, DemoSender sender, DemoReceiver receiver, long started)
      throws IOException, InterruptedException {
    long last = started;
    try (DemoProgress progress = new DemoProgress(shell.err(), plan.json && Terminal.isError())) {
      while (!stopping.getAsBoolean()) {
        if (receiver.receive(POLL)) {
          last = System.nanoTime();
        }
        long back = receiver.tagged() + receiver.deadLetters();
        progress.show(back, sender.sent());
        Optional<Throwable> failure = streams.failure();
        if (failure.isPresent()) {
          throw new CommandFailedException(
              String.valueOf(failure.get().getMessage()), failure.get());
        }
        if (sender.done().isDone()) {
          requireSent(sender);
          if (back >= sender.sent()) {
            break;
          }
        }
      }
      sender.stop();
    }
    return last;
  }

  private static void requireSent(DemoSender sender) throws InterruptedException {
    try {
      sender.done().get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      if (cause instanceof UsageException usage) {
        throw usage;
      }
      throw new CommandFailedException(
          "the feed stopped after %d records: %s".formatted(sender.sent(), cause.getMessage()), e);
    }
  }
}
