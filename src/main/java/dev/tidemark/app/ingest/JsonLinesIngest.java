package dev.tidemark.app.ingest;

import dev.tidemark.stream.BrokenInputException;
import dev.tidemark.stream.InputFormat;
import dev.tidemark.stream.TextRecordReader;
import dev.tidemark.text.TextRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers JSON lines. A file is taken up where the last delivery ended; a stream, which nobody can
 * rewind, is read once.
 *
 * <p>Lines go out as they stand, keyed by their {@code id}. One that holds no text is reported with
 * its number and goes to the dead letters; blank ones are passed over.
 *
 * <p>Threading notes: one thread.
 */
final class JsonLinesIngest {

  private static final Logger LOG = LoggerFactory.getLogger(JsonLinesIngest.class);
  private static final int MOST_LINES = 1_000;
  private static final int MOST_BYTES = 4 << 20;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

  /** Key, headers and what Kafka adds to a line. */
  private static final int ENVELOPE = 1024;

  /** Opens the lines from their beginning; a file may have to be opened twice. */
  @FunctionalInterface
  interface Source {
    InputStream open() throws IOException;
  }

  /**
   * How to go about it.
   *
   * @param name of the file, for people and dead letters
   * @param stateKey of the file, or null for what cannot be read again
   * @param rate lines a second, 0 for as fast as it goes
   * @param strict the first bad line ends it
   */
  record Terms(String name, @Nullable String stateKey, double rate, boolean strict) {}

  /** What is told of the work. */
  interface Listener {
    /** A line is bad; without its words. */
    void bad(String source, long line, String reason);

    /** So much is delivered. */
    void delivered(JsonLinesCounts counts);
  }

  private final Source source;
  private final Terms terms;
  private final Delivery.Door door;
  private final Timekeeper time;
  private final Listener listener;
  private final TextRecordReader reader = new TextRecordReader(InputFormat.JSON);
  private final List<Delivery.Text> texts = new ArrayList<>();
  private final List<Delivery.Reject> rejects = new ArrayList<>();
  private long batchBytes;
  private JsonLinesCounts counts = JsonLinesCounts.NONE;

  /** Under which the progress in a file is kept. */
  public static String stateKey(Path file) {
    return FileState.key(file.toString());
  }

  public JsonLinesIngest(
      Source source, Terms terms, Outbox outbox, Timekeeper time, Listener listener) {
    this(source, terms, (Delivery.Door) outbox, time, listener);
  }

  JsonLinesIngest(
      Source source, Terms terms, Delivery.Door door, Timekeeper time, Listener listener) {
    this.source = source;
    this.terms = terms;
    this.door = door;
    this.time = time;
    this.listener = listener;
  }

  /**
   * Until the end of the lines, or until it is stopped.
   *
   * @param state {@link Outbox#state}
   * @throws BadLineException at the first bad line, when strict; what stands before it is delivered
   */
  public JsonLinesCounts run(Map<String, byte[]> state) throws IOException, InterruptedException {
    try (BoundedLines lines = open(state)) {
      Instant began = time.instant();
      Instant delivered = began;
      for (long taken = 0; !time.stopped(); taken++) {
        // 1. At its time; what waits for that must not hold up what is there.
        if (terms.rate() > 0) {
          Instant due = began.plusNanos((long) (taken * 1e9 / terms.rate()));
          if (Duration.between(time.instant(), due).compareTo(LONGEST_WAIT) > 0) {
            deliver(reached(lines));
          }
          if (!time.await(due)) {
            break;
          }
        }
        // 2. To where it belongs.
        FileState before = terms.strict() ? reached(lines) : null;
        BoundedLines.Line line = lines.next();
        if (line == null) {
          break;
        }
        take(line, before);
        // 3. Full, old, or nothing more there for now: out with it.
        if (isFull()
            || !lines.ready()
            || Duration.between(delivered, time.instant()).compareTo(LONGEST_WAIT) >= 0) {
          deliver(reached(lines));
          delivered = time.instant();
        }
      }
      deliver(reached(lines));
      return counts;
    }
  }

  private boolean isFull() {
    return texts.size() + rejects.size() >= MOST_LINES || batchBytes >= MOST_BYTES;
  }

  private static FileState reached(BoundedLines lines) {
    return new FileState(lines.number(), lines.digest());
  }

  private BoundedLines open(Map<String, byte[]> state) throws IOException {
    byte[] saved = terms.stateKey() == null ? null : state.get(terms.stateKey());
    BoundedLines lines = lines();
    if (saved == null) {
      return lines;
    }
    FileState before = FileState.parse(saved);
    while (lines.number() < before.lines() && lines.next() != null) {}
    if (lines.number() == before.lines() && lines.digest().equals(before.sha256())) {
      counts = counts.withSkipped(before.lines());
      if (before.lines() > 0) {
        LOG.info("{}: goes on after line {}", terms.name(), before.lines());
      }
      return lines;
    }
    LOG.warn(
        "{}: does not begin with the {} lines that were sent of it before, so it is another file and is sent from its first line",
        terms.name(),
        before.lines());
    lines.close();
    return lines();
  }

  private BoundedLines lines() throws IOException {
    return new BoundedLines(source.open(), door.maxRecordBytes());
  }

  private void take(BoundedLines.Line line, @Nullable FileState before) {
    byte[] bytes = line.bytes();
    if (bytes == null || bytes.length + ENVELOPE > door.maxRecordBytes()) {
      reject(
          before,
          line.number(),
          null,
          "a line of %d bytes is longer than the %d that a record may measure"
              .formatted(line.length(), door.maxRecordBytes()),
          IllegalArgumentException.class);
      return;
    }
    if (isBlank(bytes)) {
      return;
    }
    try {
      TextRecord text = reader.read(bytes);
      texts.add(new Delivery.Text(key(text), bytes));
      batchBytes += bytes.length;
    } catch (BrokenInputException e) {
      reject(before, line.number(), bytes, String.valueOf(e.getMessage()), e.getClass());
    }
  }

  private void reject(
      @Nullable FileState before,
      long number,
      byte @Nullable [] bytes,
      String reason,
      Class<?> exception) {
    String unquoted = reason.replaceFirst(":.*", ""); // the rest may quote the line
    if (before != null) { // strict
      deliver(before);
      throw new BadLineException(terms.name(), number, unquoted);
    }
    listener.bad(terms.name(), number, unquoted);
    rejects.add(
        new Delivery.Reject(
            null, bytes, reason, exception.getName(), terms.name(), Long.toString(number)));
    batchBytes += bytes == null ? 0 : bytes.length;
  }

  private void deliver(FileState reached) {
    long lines = reached.lines() - counts.skipped();
    if (lines == counts.lines()) {
      return;
    }
    Map<String, byte[]> progress =
        terms.stateKey() == null ? Map.of() : Map.of(terms.stateKey(), reached.bytes());
    Delivery delivery = new Delivery(texts, rejects, progress);
    if (!delivery.isEmpty()) {
      door.deliver(delivery);
    }
    counts = counts.plus(lines - counts.lines(), texts.size(), rejects.size());
    texts.clear();
    rejects.clear();
    batchBytes = 0;
    listener.delivered(counts);
  }

  private static byte @Nullable [] key(TextRecord text) {
    Object id = text.fields().get("id");
    return id == null || id instanceof Map || id instanceof List
        ? null
        : id.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static boolean isBlank(byte[] line) {
    for (byte b : line) {
      if (b != ' ' && b != '\t') {
        return false;
      }
    }
    return true;
  }
}
