package dev.tidemark.architecture.wrong.text;

/** Wrong on purpose. */
public record TextThatImportsModel(
    dev.tidemark.architecture.wrong.model.sub.ModelThatImportsStream wrong) {}
