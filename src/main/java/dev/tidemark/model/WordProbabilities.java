package dev.tidemark.model;

/**
 * What a masked language model says of the masks of a batch. Probabilities are shares of the whole
 * vocabulary.
 *
 * @param topK words for each mask
 * @param words vocabulary ids, row-major {@code [masks, topK]}, the likeliest first
 * @param probabilities of these
 * @param targetsEach targets that were asked about, per mask
 * @param targets their probabilities, row-major {@code [masks, targetsEach]}
 */
public record WordProbabilities(
    int topK, int[] words, float[] probabilities, int targetsEach, float[] targets) {}
