package dev.tidemark.architecture.wrong.stream;

/** Wrong on purpose. */
public record StreamThatImportsOpenTelemetry(io.opentelemetry.api.trace.Span wrong) {}
