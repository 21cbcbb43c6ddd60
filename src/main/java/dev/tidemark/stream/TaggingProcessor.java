package dev.tidemark.stream;

import dev.tidemark.inference.Tagger;
import dev.tidemark.inference.Tagging;
import dev.tidemark.inference.UntaggableTextException;
import dev.tidemark.text.TextRecord;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands each record's text to the tagger and forwards results, and dead letters among them, in the
 * order in which the records came.
 *
 * <p>Invariants, on which "exactly once, in order" rests:
 *
 * <ul>
 *   <li>{@code queue} holds the records taken in and not yet forwarded, in order of arrival. Only
 *       its head is ever forwarded, and it is removed only after its forward returned.
 *   <li>When a commit gathers offsets the queue is empty ({@link CommitBarrier}), or the commit has
 *       failed.
 *   <li>After the first failure nothing is forwarded any more, and every call throws: the task is
 *       doomed, but it is flushed once more while it dies, and must neither hang there nor commit.
 * </ul>
 *
 * <p>Threading notes: belongs to one task, used by the stream thread that runs the task. Futures
 * are completed by the tagger's threads; this class only waits for them.
 */
final class TaggingProcessor implements Processor<byte[], byte[], SourceKey, byte[]> {

  static final String MODEL_HEADER = "tidemark-model";
  static final String LABELS_HEADER = "tidemark-labels";

  private static final Logger log = LoggerFactory.getLogger(TaggingProcessor.class);

  /** What all tasks share. */
  record Parts(
      Tagger tagger,
      TextRecordReader reader,
      TaggedRecordWriter writer,
      DeadLetters deadLetters,
      InFlightLimits limits,
      Duration lookInterval,
      int maxRecordBytes,
      StreamMetrics metrics,
      Tracing tracing) {}

  private final Parts parts;
  private final Deque<InFlight> queue = new ArrayDeque<>();
  private long queuedBytes;
  private @Nullable RuntimeException failure;
  private @Nullable Cancellable timer;
  private @Nullable ProcessorContext<SourceKey, byte[]> context;
  private @Nullable CommitBarrier barrier;

  TaggingProcessor(Parts parts) {
    this.parts = parts;
  }

  /** Also called when a closed task is revived: everything starts anew. */
  @Override
  public void init(ProcessorContext<SourceKey, byte[]> context) {
    this.context = context;
    barrier = context.getStateStore(TaggingTopology.BARRIER);
    barrier.attach(context, () -> guarded(this::drain));
    queue.clear();
    queuedBytes = 0;
    failure = null;
    timer = null;
  }

  @Override
  public void process(Record<byte[], byte[]> input) {
    guarded(
        () -> {
          // 1. Take the record in; from here on it is answered or the commit fails.
          InFlight record = takeIn(input);
          queue.addLast(record);
          queuedBytes += record.bytes();
          parts.metrics().received();
          // 2. Forward what is finished.
          forwardFinished();
          // 3. No room for another: wait for the head. The consumer pauses by itself meanwhile.
          long deadline = deadline();
          while (isFull()) {
            await(queue.getFirst(), deadline);
            forwardFinished();
          }
          // 4. See to the rest even if nothing more comes.
          armTimer();
        });
  }

  /** Everything out before the commit: the queue is empty afterwards, or this throws. */
  private void drain() {
    if (queue.isEmpty()) {
      return;
    }
    parts.tagger().hurry();
    long deadline = deadline();
    while (!queue.isEmpty()) {
      await(queue.getFirst(), deadline);
      forwardFinished();
    }
  }

  @Override
  public void close() {
    if (!queue.isEmpty()) {
      parts.metrics().abandoned(queue.size());
      if (failure == null) {
        failure = new TaggingFailedException("the task was closed with unanswered records");
      }
      queue.clear();
      queuedBytes = 0;
    }
  }

  /** Runs a step unless an earlier one failed; the first failure is kept and thrown ever after. */
  private void guarded(Runnable step) {
    if (failure != null) {
      throw failure;
    }
    try {
      step.run();
    } catch (org.apache.kafka.common.errors.TimeoutException e) {
      // Kafka Streams would call process() again with the same record; it is in the queue already.
      failure = new TaggingFailedException("Kafka did not answer in time", e);
      throw failure;
    } catch (RuntimeException e) {
      failure = e;
      throw e;
    }
  }

  private InFlight takeIn(Record<byte[], byte[]> input) {
    CommitBarrier.Origin origin = barrier().origin();
    long since = System.nanoTime();
    Tracing.Leg span = parts.tracing().begin(input.headers(), origin.source(), since);
    TextRecord text = null;
    CompletableFuture<Tagging> tagging;
    try {
      text = parts.reader().read(input.value());
      tagging = parts.tagger().submit(text.text(), text.fill());
    } catch (BrokenInputException | UntaggableTextException e) {
      tagging = CompletableFuture.failedFuture(e);
    }
    return new InFlight(input, origin, text, tagging, since, span);
  }

  private boolean isFull() {
    InFlightLimits limits = parts.limits();
    return queue.size() >= limits.records() || (queue.size() > 1 && queuedBytes > limits.bytes());
  }

  private long deadline() {
    return System.nanoTime() + parts.limits().patience().toNanos();
  }

  /** Returns when the record is answered, well or badly. */
  private void await(InFlight record, long deadline) {
    try {
      Object ignored = record.tagging().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      // forward() looks at it
    } catch (TimeoutException e) {
      throw new TaggingFailedException(
          "no result within %s for %s (%d bytes); see whether the model's device is alive, and give texts this long more time"
              .formatted(parts.limits().patience(), coordinates(record), record.bytes()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TaggingFailedException("interrupted while waiting for " + coordinates(record), e);
    }
  }

  private void forwardFinished() {
    for (InFlight head = queue.peekFirst();
        head != null && head.tagging().isDone();
        head = queue.peekFirst()) {
      forward(head);
      queue.removeFirst();
      queuedBytes -= head.bytes();
    }
  }

  private void forward(InFlight record) {
    Tagging tagging;
    try {
      tagging = record.tagging().get();
    } catch (InterruptedException e) {
      throw new IllegalStateException("only finished records are forwarded", e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof BrokenInputException) {
        forwardDeadLetter(record, DeadLetters.Stage.READ, cause);
      } else if (cause instanceof UntaggableTextException) {
        forwardDeadLetter(record, DeadLetters.Stage.TAG, cause);
      } else {
        throw new TaggingFailedException("tagging failed at " + coordinates(record), cause);
      }
      return;
    }
    Record<byte[], byte[]> input = record.input();
    TextRecord text = Objects.requireNonNull(record.text());
    byte[] value = parts.writer().write(tagging.record(text));
    Headers headers = new RecordHeaders(input.headers());
    DeadLetters.put(headers, MODEL_HEADER, tagging.model());
    DeadLetters.put(headers, LABELS_HEADER, tagging.labels());
    long size = RecordSizes.of(input.key(), value, headers);
    if (size > parts.maxRecordBytes()) {
      forwardDeadLetter(
          record,
          DeadLetters.Stage.WRITE,
          new IllegalArgumentException(
              "the tagged record would measure %d bytes, more than the %d allowed"
                  .formatted(size, parts.maxRecordBytes())));
      return;
    }
    SourceKey key = new SourceKey(input.key(), record.origin().partition());
    record.span().tagged(headers, tagging);
    barrier()
        .forward(
            context(),
            record.origin(),
            new Record<>(key, value, input.timestamp(), headers),
            TaggingTopology.TAGGED);
    parts
        .metrics()
        .tagged(tagging, input.timestamp(), Duration.ofNanos(System.nanoTime() - record.since()));
  }

  private void forwardDeadLetter(InFlight record, DeadLetters.Stage stage, Throwable failure) {
    Record<SourceKey, byte[]> letter =
        parts.deadLetters().of(record.input(), record.origin().source(), stage, failure);
    record.span().deadLettered(letter.headers(), stage);
    barrier().forward(context(), record.origin(), letter, TaggingTopology.DEAD_LETTERS);
    parts.metrics().deadLettered(stage);
    log.info("dead letter: {} failed at stage {}", coordinates(record), stage.label());
  }

  /**
   * The timer runs only while something is in flight: a punctuation counts as progress to commit,
   * and an idle stream should not commit empty transactions for ever.
   */
  private void armTimer() {
    if (timer == null && !queue.isEmpty()) {
      Duration interval =
          parts.lookInterval().toMillis() < 1 ? Duration.ofMillis(1) : parts.lookInterval();
      timer = context().schedule(interval, PunctuationType.WALL_CLOCK_TIME, now -> onTimer());
    }
  }

  private void onTimer() {
    guarded(
        () -> {
          forwardFinished();
          if (queue.isEmpty() && timer != null) {
            timer.cancel();
            timer = null;
          }
        });
  }

  private ProcessorContext<SourceKey, byte[]> context() {
    return Objects.requireNonNull(context, "process() before init()");
  }

  private CommitBarrier barrier() {
    return Objects.requireNonNull(barrier, "process() before init()");
  }

  private static String coordinates(InFlight record) {
    return record.origin().source().toString();
  }
}
