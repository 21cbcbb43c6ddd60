package dev.tidemark.app.feed;

import dev.tidemark.app.cli.CommandFailedException;
import dev.tidemark.app.cli.Shell;
import dev.tidemark.stream.BrokenInputException;
import dev.tidemark.text.TextRecord;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Texts on standard input, a line each; what a model says of them on standard output, in the same
 * order. A line of which it can say nothing is named on standard error.
 *
 * @param submit hands a text to the model
 * @param write what is printed, without line break
 */
public record OrderedLines<T>(
    Shell shell,
    Function<TextRecord, CompletableFuture<T>> submit,
    BiFunction<TextRecord, T, byte[]> write) {

  /** Lines in work at once: a few batches. */
  private static final int IN_FLIGHT = 4096;

  /** A line in work. No record: the last. */
  private record Pending<T>(long line, @Nullable TextRecord record, CompletableFuture<T> result) {}

  /** Until the input ends; answers how many lines failed. */
  public long run() throws InterruptedException, ExecutionException {
    BlockingQueue<Pending<T>> pending = new ArrayBlockingQueue<>(IN_FLIGHT);
    // Reading on a thread of its own: a slow sender must not hold back what is done already.
    CompletableFuture<Void> reading =
        CompletableFuture.runAsync(() -> read(pending), OrderedLines::onThread);
    long failed = print(pending);
    reading.get();
    return failed;
  }

  private void read(BlockingQueue<Pending<T>> pending) {
    long number = 0;
    try (ByteLines lines = new ByteLines(shell.in())) {
      byte[] line;
      while ((line = lines.next()) != null) {
        number++;
        pending.put(submit(number, line));
      }
    } catch (IOException e) {
      throw new CommandFailedException(
          "standard input cannot be read after line %d: %s".formatted(number, e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      putLast(pending, number);
    }
  }

  private Pending<T> submit(long number, byte[] line) {
    try {
      TextRecord record = TextLine.read(line);
      return new Pending<>(number, record, submit.apply(record));
    } catch (BrokenInputException e) {
      return new Pending<>(number, new TextRecord("", Map.of()), CompletableFuture.failedFuture(e));
    }
  }

  private long print(BlockingQueue<Pending<T>> pending) throws InterruptedException {
    long failed = 0;
    while (true) {
      Pending<T> next = pending.take();
      TextRecord record = next.record();
      if (record == null) {
        return failed;
      }
      try {
        byte[] json = write.apply(record, next.result().get());
        shell.out().write(json, 0, json.length);
        shell.out().write('\n');
        if (pending.isEmpty()) {
          shell.out().flush();
        }
      } catch (ExecutionException e) {
        failed++;
        shell
            .err()
            .printf(
                "line %d: %s%n", next.line(), e.getCause() == null ? e : e.getCause().getMessage());
      }
    }
  }

  private static <T> void putLast(BlockingQueue<Pending<T>> pending, long number) {
    try {
      pending.put(new Pending<>(number, null, new CompletableFuture<>()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void onThread(Runnable work) {
    Thread thread = new Thread(work, "standard-input");
    thread.setDaemon(true);
    thread.start();
  }
}
