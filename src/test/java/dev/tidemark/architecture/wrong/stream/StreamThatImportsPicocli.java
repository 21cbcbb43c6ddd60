package dev.tidemark.architecture.wrong.stream;

/** Wrong on purpose. */
public record StreamThatImportsPicocli(picocli.CommandLine wrong) {}
