package dev.tidemark.architecture.wrong.unknown;

/** Wrong on purpose. */
public record ClassOfAnUnknownPackage(String wrong) {}
