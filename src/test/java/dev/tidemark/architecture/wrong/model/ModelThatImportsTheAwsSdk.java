package dev.tidemark.architecture.wrong.model;

/** Wrong on purpose. */
public record ModelThatImportsTheAwsSdk(software.amazon.awssdk.regions.Region wrong) {}
