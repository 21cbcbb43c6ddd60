package dev.tidemark.stream;

import dev.tidemark.inference.Tagging;
import dev.tidemark.text.TextRecord;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/**
 * A record between {@code process()} and its result.
 *
 * @param text null when the value could not be read; {@code tagging} has then failed already
 * @param since {@code System.nanoTime()} at which it was taken in
 * @param span its part of a trace
 */
record InFlight(
    Record<byte[], byte[]> input,
    CommitBarrier.Origin origin,
    @Nullable TextRecord text,
    CompletableFuture<Tagging> tagging,
    long since,
    Tracing.Leg span) {

  int bytes() {
    return input.value() == null ? 0 : input.value().length;
  }
}
