package dev.tidemark.architecture.wrong.model.sub;

/** Wrong on purpose. */
public record ModelThatImportsStream(dev.tidemark.architecture.wrong.stream.CommitBarrier wrong) {}
