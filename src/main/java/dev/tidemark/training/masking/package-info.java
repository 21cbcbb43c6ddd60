/**
 * Masked language modelling: texts cut into chunks, tokens hidden from the model, and which ones.
 *
 * <p>Start with {@link dev.tidemark.training.masking.Chunks}, then {@link
 * dev.tidemark.training.masking.Masking}.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.training.masking;
