package dev.tidemark.architecture.wrong.model;

/** Wrong on purpose. */
public record ModelThatImportsDjl(ai.djl.Device wrong) {}
