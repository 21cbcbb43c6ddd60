/**
 * The Hugging Face folder a model is read from and written to: {@code config.json}, {@code
 * tokenizer.json}, {@code model.safetensors}.
 *
 * <p>Start with {@link dev.tidemark.model.checkpoint.Checkpoint}.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.model.checkpoint;
