/**
 * From text to tokens, windows of the model's length, and exact UTF-16 offsets.
 *
 * <p>Start with {@link dev.tidemark.model.token.Tokenizer}.
 */
@org.jspecify.annotations.NullMarked
package dev.tidemark.model.token;
