package dev.tidemark.architecture.wrong.stream;

/** Wrong on purpose. */
public record CommitBarrier(
    org.apache.kafka.streams.processor.internals.InternalProcessorContext<?, ?> wrong) {}
