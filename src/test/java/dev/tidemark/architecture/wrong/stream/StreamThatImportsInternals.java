package dev.tidemark.architecture.wrong.stream;

/** Wrong on purpose. */
public record StreamThatImportsInternals(
    org.apache.kafka.streams.processor.internals.InternalProcessorContext<?, ?> wrong) {}
