package dev.tidemark.app;

import dev.tidemark.app.cli.CommandFailedException;
import dev.tidemark.app.cli.Shell;
import dev.tidemark.inference.Tagging;
import dev.tidemark.stream.BrokenInputException;
import dev.tidemark.stream.TaggedRecordWriter;
import dev.tidemark.text.TaggedRecord;
import dev.tidemark.text.TextRecord;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tags lines of standard input, without Kafka. */
@Command(
    name = "tag",
    description =
        "Tags standard input: plain lines or JSON lines with a \"text\" in, JSON lines out in the same order.",
    footerHeading = "%nExample:%n",
    footer = {
      "  tidemark tag < lines.txt > tagged.jsonl",
      "",
      "Offsets are UTF-16 code units, the end is exclusive. A line that cannot be tagged is named on standard error;",
      "the others are tagged all the same, and the exit code is 1."
    })
final class TagCommand implements Callable<Integer> {

  /** Lines in work at once: a few batches. */
  private static final int IN_FLIGHT = 4096;

  @Mixin TaggingOptions options = new TaggingOptions();

  @Option(
      names = "--stats",
      description = "Print records, tokens and tokens/s on standard error at the end.")
  boolean stats;

  private final Shell shell;

  TagCommand(Shell shell) {
    this.shell = shell;
  }

  /** A line in work. No record: the last. */
  private record Pending(
      long line, @Nullable TextRecord record, CompletableFuture<Tagging> tagging) {}

  @Override
  public Integer call() throws Exception {
    try (LoadedTagger loaded = LoadedTagger.load(shell.configuration(options.flags()))) {
      BlockingQueue<Pending> pending = new ArrayBlockingQueue<>(IN_FLIGHT);
      long started = System.nanoTime();
      // Reading on a thread of its own: a slow sender must not hold back what is tagged already.
      CompletableFuture<Void> reading =
          CompletableFuture.runAsync(() -> read(loaded, pending), TagCommand::onThread);
      long failed = write(pending);
      reading.get();
      if (stats) {
        printStats(loaded, (System.nanoTime() - started) / 1e9);
      }
      return failed == 0 ? 0 : 1;
    }
  }

  private void read(LoadedTagger loaded, BlockingQueue<Pending> pending) {
    long number = 0;
    try (ByteLines lines = new ByteLines(shell.in())) {
      byte[] line;
      while ((line = lines.next()) != null) {
        number++;
        pending.put(submit(loaded, number, line));
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

  private static Pending submit(LoadedTagger loaded, long number, byte[] line) {
    try {
      TextRecord record = TextLine.read(line);
      return new Pending(number, record, loaded.tagger().submit(record.text()));
    } catch (BrokenInputException e) {
      return new Pending(
          number, new TextRecord("", java.util.Map.of()), CompletableFuture.failedFuture(e));
    }
  }

  /** Writes results in the order of the lines; answers how many could not be tagged. */
  private long write(BlockingQueue<Pending> pending) throws InterruptedException {
    TaggedRecordWriter writer = new TaggedRecordWriter();
    long failed = 0;
    while (true) {
      Pending next = pending.take();
      TextRecord record = next.record();
      if (record == null) {
        return failed;
      }
      try {
        Tagging tagging = next.tagging().get();
        TaggedRecord tagged =
            new TaggedRecord(record, tagging.entities(), tagging.model(), tagging.windows());
        byte[] json = writer.write(tagged);
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

  private void printStats(LoadedTagger loaded, double seconds) {
    shell
        .err()
        .printf(
            "%d records, %d tokens in %.1f s: %.0f tokens/s on %s%n",
            loaded.tagger().counts().texts(),
            loaded.tagger().counts().tokens(),
            seconds,
            loaded.tagger().counts().tokens() / seconds,
            loaded.device());
  }

  private static void putLast(BlockingQueue<Pending> pending, long number) {
    try {
      pending.put(new Pending(number, null, new CompletableFuture<>()));
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
