package dev.tidemark.model.token;

/**
 * The token that stands for a hidden one.
 *
 * @param id in the vocabulary
 * @param text as it is spelt in texts: {@code [MASK]}, {@code <mask>}
 */
public record MaskToken(int id, String text) {}
