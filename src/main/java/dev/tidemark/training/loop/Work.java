package dev.tidemark.training.loop;

/**
 * A batch with what it costs.
 *
 * @param tokens in it, special tokens included, padding left out
 */
public record Work<B>(B batch, long tokens) {}
