package dev.tidemark.bench;

/**
 * One who runs in a {@link Contest}.
 *
 * @param name what is measured, for people
 */
public record Contestant(String name, Arrangement arrangement, Work work) {}
