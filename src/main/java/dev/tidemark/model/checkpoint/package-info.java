/**
 * The Hugging Face folder a model is read from and written to: config.json, tokenizer.json,
 * model.safetensors.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.model.checkpoint;
