package dev.tidemark.architecture.wrong.stream;

/** Wrong on purpose. */
public record StreamThatImportsMicrometer(io.micrometer.core.instrument.Counter wrong) {}
