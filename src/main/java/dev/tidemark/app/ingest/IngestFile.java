package dev.tidemark.app.ingest;

import dev.tidemark.app.cli.Terminal;
import dev.tidemark.app.cli.UsageException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lines that the user named, and what a person sees of them: a bar on a terminal, bad lines in
 * the log.
 */
final class IngestFile implements JsonLinesIngest.Source, JsonLinesIngest.Listener, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(IngestFile.class);
  private static final String STANDARD_INPUT = "-";
  private static final int BAR_WIDTH = 100;
  private static final int MOST_TOLD = 20;
  private static final long MEGABYTE = 1_000_000;

  private final String name;
  private final InputStream standardInput;
  private final PrintStream err;
  private final boolean terminal = Terminal.isError();
  private long readBytes;
  private int bad;
  private @Nullable ProgressBar bar;

  IngestFile(String name, InputStream standardInput, PrintStream err) {
    this.name = name;
    this.standardInput = standardInput;
    this.err = err;
  }

  static void check(String name) {
    if (!name.equals(STANDARD_INPUT) && !Files.isRegularFile(Path.of(name))) {
      throw new UsageException(
          "there is no file %s; name one with JSON lines, or - for standard input".formatted(name));
    }
  }

  JsonLinesIngest.Terms terms(double rate, boolean strict) throws IOException {
    return name.equals(STANDARD_INPUT)
        ? new JsonLinesIngest.Terms("standard input", null, rate, strict)
        : new JsonLinesIngest.Terms(
            name, JsonLinesIngest.stateKey(Path.of(name).toRealPath()), rate, strict);
  }

  @Override
  public InputStream open() throws IOException {
    if (name.equals(STANDARD_INPUT)) {
      return standardInput;
    }
    readBytes = 0;
    InputStream counted = new Counted(Files.newInputStream(Path.of(name)));
    return name.endsWith(".gz") ? new GZIPInputStream(counted, 1 << 16) : counted;
  }

  @Override
  public void bad(String source, long line, String reason) {
    bad++;
    if (bad <= MOST_TOLD) {
      LOG.warn("{}:{}: {}; it goes to the dead letters", source, line, reason);
    } else if (bad == MOST_TOLD + 1) {
      LOG.warn("{}: more bad lines are not told one by one; all are dead letters", source);
    }
  }

  @Override
  public void delivered(JsonLinesCounts counts) {
    if (!terminal) {
      return;
    }
    if (bar == null) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("sent")
              .setInitialMax(size())
              .setUnit(" MB", MEGABYTE)
              .setConsumer(new ConsoleProgressBarConsumer(err, BAR_WIDTH))
              .build();
    }
    bar.setExtraMessage("%,d texts".formatted(counts.texts()));
    bar.stepTo(readBytes);
  }

  /** Of the file as it lies there, packed or not; -1 for unknown. */
  private long size() {
    try {
      return name.equals(STANDARD_INPUT) ? -1 : Files.size(Path.of(name));
    } catch (IOException e) {
      return -1;
    }
  }

  @Override
  public void close() {
    done();
  }

  /** Nothing more comes: the bar gives way to the summary. */
  void done() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  private final class Counted extends FilterInputStream {

    Counted(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      readBytes += b < 0 ? 0 : 1;
      return b;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int count = super.read(bytes, from, length);
      readBytes += Math.max(0, count);
      return count;
    }
  }
}
